import type { Signal } from '@preact/signals';
import { sweepPath } from '../app/router';
import { count, duration, parameterText, when } from '../app/words';
import { show, textOf } from '../data/trials';
import type { Node, Sweep, Value } from '../data/wire';
import { Progress } from '../parts/Progress';
import { State } from '../parts/State';
import type { SortKey } from './arranged';
import { hasEnded } from './states';

const heads: readonly { key: SortKey | null; text: string; number?: boolean }[] = [
  { key: 'name', text: 'Sweep' },
  { key: 'state', text: 'State' },
  { key: 'progress', text: 'Trials' },
  { key: 'best', text: 'Best' },
  { key: 'left', text: 'Time left', number: true },
  { key: null, text: 'Nodes' },
  { key: 'submitted', text: 'Submitted' },
];

interface Props {
  rows: readonly Sweep[];
  nodes: readonly Node[];
  sort: Signal<{ key: SortKey; up: boolean }>;
}

export function SweepTable({ rows, nodes, sort }: Props) {
  return (
    <section class="scroll" tabIndex={0} aria-label="Sweeps">
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <Head key={head.text} by={head.key} text={head.text} number={head.number === true} sort={sort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((sweep) => (
            <Row key={sweep.id} sweep={sweep} on={agents(nodes, sweep.id)} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p class="quiet">No sweep is called so.</p>}
    </section>
  );
}

function Head({ by, text, number, sort }: { by: SortKey | null; text: string; number: boolean; sort: Props['sort'] }) {
  const { key, up } = sort.value;
  const turn = () => {
    if (by) sort.value = { key: by, up: key === by ? !up : by !== 'submitted' };
  };
  return (
    <th scope="col" class={number ? 'number' : undefined} aria-sort={key === by ? (up ? 'ascending' : 'descending') : undefined}>
      {by ? (
        <button type="button" class="head" onClick={turn}>
          {text}
        </button>
      ) : (
        text
      )}
    </th>
  );
}

function Row({ sweep, on }: { sweep: Sweep; on: string[] }) {
  const { trials, best, objective } = sweep;
  return (
    <tr>
      <th scope="row">
        <a href={sweepPath(sweep.id)}>{sweep.name}</a>
        <small>
          {sweep.experiment} · {sweep.id}
        </small>
      </th>
      <td>
        <State state={sweep.state} />
        {sweep.waits && (
          <small class="clip waits" title={sweep.waits}>
            {sweep.waits}
          </small>
        )}
      </td>
      <td>
        <Progress trials={trials} />
        <small>
          {count(trials.finished)} of {count(trials.total)}
          {trials.failed > 0 && <span class="bad"> · {count(trials.failed)} failed</span>}
          {trials.running > 0 && ` · ${count(trials.running)} running`}
        </small>
      </td>
      <td>{best ? <Best sweep={sweep.id} best={best} metric={objective.metric} /> : <span class="quiet">–</span>}</td>
      <td class="number">{left(sweep)}</td>
      <td>
        {on.slice(0, 3).join(', ')}
        {on.length > 3 && ` and ${on.length - 3} more`}
      </td>
      <td>
        <time dateTime={sweep.submitted_at}>{when(sweep.submitted_at)}</time>
        <small>
          {hasEnded(sweep) ? 'took' : 'for'} {duration(sweep.elapsed_seconds)}
        </small>
      </td>
    </tr>
  );
}

function Best({ sweep, best, metric }: { sweep: string; best: NonNullable<Sweep['best']>; metric: string }) {
  const parameters = parameterText(best.parameters, (value) => textOf(value as Value));
  return (
    <>
      <a href={`/sweeps/${encodeURIComponent(sweep)}/trials/${best.index}`}>
        {metric} {show(Number(best.value))}
      </a>
      <small class="clip parameters" title={parameters}>
        {parameters}
      </small>
    </>
  );
}

const left = (sweep: Sweep): string =>
  hasEnded(sweep) || sweep.seconds_left === null || sweep.seconds_left === undefined ? '' : `about ${duration(sweep.seconds_left)}`;

const agents = (nodes: readonly Node[], sweep: string): string[] =>
  nodes.filter((node) => node.running.some((trial) => trial.sweep === sweep)).map((node) => node.agent);
