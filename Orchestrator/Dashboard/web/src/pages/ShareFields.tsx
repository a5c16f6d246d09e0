/** What is to be set anew; what is not named stays. */
export interface ShareValues {
  priority?: number;
  weight?: number;
  max_parallel?: number;
}

const fields = [
  { key: 'priority', label: 'Priority', help: '−100 to 100; sweeps of a higher one get slots first', min: -100, max: 100, step: 1 },
  {
    key: 'weight',
    label: 'Weight',
    help: '0.01 to 100; its part of the slots among sweeps of its priority',
    min: 0.01,
    max: 100,
    step: 'any',
  },
  { key: 'max_parallel', label: 'Most trials at a time', help: '0: no cap', min: 0, max: 1_000_000, step: 1 },
] as const;

interface Props {
  /** What holds now. */
  now: ShareValues;
  values: ShareValues;
  onChange: (values: ShareValues) => void;
}

export function ShareFields({ now, values, onChange }: Props) {
  const set = (key: keyof ShareValues, input: HTMLInputElement) => {
    const { [key]: _, ...rest } = values;
    onChange(input.value === '' ? rest : { ...rest, [key]: input.valueAsNumber });
  };
  return (
    <>
      {fields.map((field) => (
        <label key={field.key} class="field">
          <span>
            {field.label} <small class="quiet">{field.help}</small>
          </span>
          <input
            type="number"
            min={field.min}
            max={field.max}
            step={field.step}
            placeholder={now[field.key] === undefined ? 'as it is' : `${now[field.key]} now`}
            value={values[field.key] ?? ''}
            onInput={(event) => set(field.key, event.currentTarget)}
          />
        </label>
      ))}
    </>
  );
}
