import type { Column, Trials } from './trials';
import { text } from './trials';

/** Trials that share something: a parameter's value, or all parameters but the seed. */
export interface Group {
  readonly label: string;
  readonly rows: Int32Array;
}

/** What a number is over a group's trials; `std` is the sample's, NaN below two trials. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/** In `view.group`: trials that differ in nothing but the seed. */
export const allButSeed = 'all-but-seed';

const isSeed = (column: Column): boolean => column.key === 'seed' || column.key === 'p.seed';

/** The columns by which trials are grouped; none where the address names a column that is not there. */
export function groupColumns(trials: Trials, group: string): Column[] {
  if (group !== allButSeed) return [trials.columns.get(group)].filter((column) => column !== undefined);
  return [...trials.columns.values()].filter((column) => column.key.startsWith('p.') && column.varies && !isSeed(column));
}

/** Groups in the order of their first row. */
export function groupRows(rows: Int32Array, columns: readonly Column[]): Group[] {
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const key = columns.map((column) => column.values[row]).join('|');
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].map((group) => ({ label: labelOf(columns, group[0] ?? 0), rows: Int32Array.from(group) }));
}

const labelOf = (columns: readonly Column[], row: number): string =>
  columns.map((column) => `${column.label} ${text(column, row) || 'none'}`).join(' · ') || 'all trials';

/** Welford's method: exact enough for values that are large and close together. */
export function summarize(values: Float64Array, rows: Int32Array): Summary {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const value = values[row] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    count++;
    const step = value - mean;
    mean += step / count;
    squares += step * (value - mean);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (count === 0) return { count, mean: Number.NaN, std: Number.NaN, min: Number.NaN, max: Number.NaN };
  return { count, mean, std: count > 1 ? Math.sqrt(squares / (count - 1)) : Number.NaN, min, max };
}
