import type { Node, Sweep } from '../data/wire';

export type SortKey = 'name' | 'state' | 'progress' | 'best' | 'left' | 'submitted';

const keys: Record<SortKey, (sweep: Sweep) => string | number> = {
  name: (sweep) => sweep.name,
  state: (sweep) => sweep.state,
  progress: ({ trials }) => (trials.total > 0 ? (trials.finished + trials.failed) / trials.total : 0),
  best: (sweep) => Number(sweep.best?.value ?? Number.NaN),
  left: (sweep) => sweep.seconds_left ?? Number.NaN,
  submitted: (sweep) => sweep.submitted_at,
};

/** The sweeps in which every word that is searched for occurs somewhere, sorted. */
export function arranged(all: readonly Sweep[], nodes: readonly Node[], search: string, sort: { key: SortKey; up: boolean }): Sweep[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const of = keys[sort.key];
  return all
    .filter((sweep) => words.every((word) => textOf(sweep, nodes).includes(word)))
    .sort((a, b) => compare(of(a), of(b), sort.up ? 1 : -1) || b.submitted_at.localeCompare(a.submitted_at));
}

function textOf(sweep: Sweep, nodes: readonly Node[]): string {
  const on = nodes.filter((node) => node.running.some((trial) => trial.sweep === sweep.id)).map((node) => node.agent);
  const dataset = [sweep.dataset?.name, ...Object.values(sweep.dataset?.options ?? {})];
  return [sweep.name, sweep.id, sweep.experiment, sweep.state, sweep.objective.metric, ...dataset, ...on].join(' ').toLowerCase();
}

/** Without a value last, whichever way is up. */
function compare(a: string | number, b: string | number, sign: number): number {
  const missing = (x: string | number) => Number(typeof x === 'number' && Number.isNaN(x));
  if (missing(a) || missing(b)) return missing(a) - missing(b);
  return typeof a === 'number' && typeof b === 'number'
    ? sign * (a - b)
    : sign * String(a).localeCompare(String(b), 'en', { numeric: true });
}
