import { change, type Shows, settings } from './settings';

const shows: readonly [Shows, string][] = [
  ['pictures', 'Reconstruction'],
  ['errors', 'Error'],
  ['differences', 'Difference of two trials'],
];

/** What is laid side by side, and how. */
export function Controls({ trials }: { trials: readonly number[] }) {
  const against = settings.against ?? trials[0];
  return (
    <div class="pictures-controls">
      <fieldset class="pictures-choice">
        <legend>Show</legend>
        {shows.map(([value, text]) => (
          <label key={value}>
            <input type="radio" name="pictures-shows" checked={settings.shows === value} onChange={() => change('shows', value)} />
            {text}
          </label>
        ))}
      </fieldset>
      {settings.shows === 'differences' && (
        <Choice name="against" label="from" value={String(against)} choices={trials.map((trial) => [String(trial), `trial ${trial}`])} />
      )}
      {settings.shows !== 'pictures' && (
        <Choice name="full" label="Scale to" value={String(settings.full)} choices={['1', '0.5', '0.25', '0.1'].map((one) => [one, one])} />
      )}
      <Choice
        name="count"
        label="Trials"
        value={String(settings.count)}
        choices={['2', '4', '6', '8', '12', '24', '48'].map((one) => [one, one])}
      />
      <Choice
        name="zoom"
        label="Zoom"
        value={settings.zoom ? String(settings.zoom) : 'fit'}
        choices={['fit', '1', '2', '3', '4', '6'].map((one) => [one, one === 'fit' ? 'to fit' : `${one}×`])}
      />
    </div>
  );
}

type Setting = 'against' | 'full' | 'count' | 'zoom';

function Choice({
  name,
  label,
  value,
  choices,
}: {
  name: Setting;
  label: string;
  value: string;
  choices: readonly (readonly [string, string])[];
}) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => change(name, event.currentTarget.value)}>
        {choices.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
