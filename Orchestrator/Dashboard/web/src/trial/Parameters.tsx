import { textOf } from '../data/trials';
import { trials } from '../data/view';
import type { Sweep, TrialDetail } from '../data/wire';

/** What the trial was given; first what tells it apart from the others. */
export function Parameters({ sweep, detail }: { sweep: Sweep; detail: TrialDetail }) {
  const all = Object.entries(detail.parameters);
  const differ = all.filter(([name]) => sweep.axes.includes(name));
  const same = all.filter(([name]) => !sweep.axes.includes(name));
  return (
    <section aria-labelledby="parameters">
      <h2 id="parameters">Parameters</h2>
      <List entries={differ} class="differ" />
      {same.length > 0 && differ.length > 0 && <p class="quiet list-title">the same in all trials</p>}
      <List entries={same} class="quiet" />
    </section>
  );
}

function List({ entries, class: kind }: { entries: [string, TrialDetail['parameters'][string]][]; class: string }) {
  if (entries.length === 0) return null;
  return (
    <dl class={`pairs ${kind}`}>
      {entries.map(([name, value]) => {
        const column = trials.value.columns.get(`p.${name}`);
        return (
          <div key={name} title={column?.help}>
            <dt>{name}</dt>
            <dd>
              {textOf(value)} {column?.unit && <small class="quiet">{column.unit}</small>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
