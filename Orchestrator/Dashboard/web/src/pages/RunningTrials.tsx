import { trialPath } from '../app/router';
import { count, parameterText } from '../app/words';
import { show, textOf } from '../data/trials';
import type { Sweep, Value } from '../data/wire';
import { Share } from '../parts/Progress';

/** The trials that a node holds now, and how far each is. */
export function RunningTrials({ sweep }: { sweep: Sweep }) {
  if (sweep.running.length === 0) return <p class="quiet">Nothing runs now.</p>;
  const rows = [...sweep.running].sort((a, b) => a.index - b.index);
  return (
    <>
      <h2>Running now</h2>
      <section class="scroll low" tabIndex={0} aria-label="Running trials">
        <table>
          <thead>
            <tr>
              <th scope="col">Trial</th>
              <th scope="col">Progress</th>
              <th scope="col" class="number">
                {sweep.objective.metric}
              </th>
              <th scope="col" class="number">
                Images / s
              </th>
              <th scope="col">Where</th>
              <th scope="col">Parameters</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((trial) => (
              <tr key={trial.index}>
                <th scope="row">
                  <a href={trialPath(sweep.id, trial.index)}>{trial.index}</a>
                </th>
                <td>
                  <Share value={trial.fraction} label={`${Math.round(100 * trial.fraction)} % done`} />
                  <small>{trial.epochs > 0 ? `epoch ${trial.epoch} of ${trial.epochs}` : ''}</small>
                </td>
                <td class="number">{show(trial.value == null ? null : Number(trial.value))}</td>
                <td class="number">{trial.images_per_second > 0 ? count(Math.round(trial.images_per_second)) : ''}</td>
                <td>
                  {trial.node} <span class="quiet">{trial.slot}</span>
                </td>
                <td>{trial.waits ? `waits: ${trial.waits}` : differing(sweep, trial.parameters)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

const differing = (sweep: Sweep, parameters: Record<string, Value>): string =>
  parameterText(Object.fromEntries(Object.entries(parameters).filter(([name]) => sweep.axes.includes(name))), (value) =>
    textOf(value as Value),
  );
