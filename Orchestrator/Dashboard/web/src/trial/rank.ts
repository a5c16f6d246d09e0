import type { Trials } from '../data/trials';

/** A trial's place by value among the finished ones, the best is 1; null where it has none. */
export function rankOf(trials: Trials, trial: number, maximize: boolean): { place: number; of: number } | null {
  const values = trials.columns.get('value')?.values;
  const state = trials.columns.get('state');
  const finished = state?.categories?.indexOf('finished') ?? -1;
  const own = values?.[trial] ?? Number.NaN;
  if (!values || !state || Number.isNaN(own) || state.values[trial] !== finished) return null;
  let better = 0;
  let all = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (state.values[row] !== finished || Number.isNaN(value)) continue;
    all++;
    if (maximize ? value > own : value < own) better++;
  }
  return { place: better + 1, of: all };
}
