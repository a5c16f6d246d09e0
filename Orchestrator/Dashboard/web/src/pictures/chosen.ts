import { type Trials, text } from '../data/trials';
import type { Sweep } from '../data/wire';

/** Which trials' pictures are laid side by side: the pinned ones as they were pinned, then the best of the selection, then those that train and have no value yet; as many as are wanted in all. */
export function chosen(
  all: Trials,
  mask: Uint8Array,
  sweep: Pick<Sweep, 'objective' | 'running'>,
  pinned: readonly number[],
  count: number,
): number[] {
  const first = pinned.filter((trial) => trial < all.count);
  const values = all.columns.get('value')?.values;
  const wanted = count + first.length;
  const sign = sweep.objective.goal === 'minimize' ? 1 : -1;
  const better = (one: number, other: number) => sign * ((values?.[one] ?? 0) - (values?.[other] ?? 0)) < 0;
  // As many as are wanted, in order: ten thousand trials are not sorted with every live update.
  const best: number[] = [];
  for (let trial = 0; trial < all.count; trial++) {
    if (mask[trial] !== 1 || Number.isNaN(values?.[trial] ?? Number.NaN)) continue;
    if (best.length === wanted && !better(trial, best[wanted - 1] ?? 0)) continue;
    const place = best.findIndex((one) => better(trial, one));
    best.splice(place < 0 ? best.length : place, 0, trial);
    if (best.length > wanted) best.pop();
  }
  const training = sweep.running.map(({ index }) => index).filter((trial) => mask[trial] === 1);
  return [...new Set([...first, ...best, ...training])].slice(0, Math.max(count, first.length));
}

/** What sets a trial apart: `noise 0.3, filters 16`. */
export function differing(all: Trials, trial: number): string {
  const parts: string[] = [];
  for (const column of all.columns.values()) {
    if (column.key.startsWith('p.') && column.varies) parts.push(`${column.label} ${text(column, trial)}`);
  }
  return parts.join(', ');
}

export const parameter = (all: Trials, trial: number, name: string): number => {
  const column = all.columns.get(`p.${name}`);
  return column && !column.categories ? (column.values[trial] ?? Number.NaN) : Number.NaN;
};
