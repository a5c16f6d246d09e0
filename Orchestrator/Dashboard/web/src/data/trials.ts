import type { Num, Value } from './wire';

/** A column of a sweep's trials; row i is trial i. A category is a number too: its place among the categories. */
export interface Column {
  /** `p.NAME` for a parameter; `value`, `state`, `attempt`, `failures`, `seconds`, `node`, `seed`, `index`; `m.NAME` for the last value of a metric. */
  readonly key: string;
  readonly label: string;
  readonly unit?: string;
  readonly help?: string;
  /** Null: numbers. */
  readonly categories: readonly string[] | null;
  /** NaN where there is none. */
  readonly values: Float64Array;
  /** Not all trials have the same. */
  readonly varies: boolean;
}

/** All trials of a sweep. A live update makes a new object; columns that did not change are the same objects. */
export interface Trials {
  readonly count: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/** JSON has no NaN; the API writes such values as text. */
export const number = (value: Num | null | undefined): number => (value === null || value === undefined ? Number.NaN : Number(value));

// Made once: toLocaleString makes one each time, and a table shows thousands of numbers.
const whole = new Intl.NumberFormat('en');

/** A number with four digits that matter: 0.08417, 12,345, 1.2e-7. */
export function show(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return whole.format(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential(3) : String(Number(value.toPrecision(4)));
}

/** What a cell shows. */
export function text(column: Column, row: number): string {
  const value = column.values[row] ?? Number.NaN;
  return column.categories ? (column.categories[value] ?? '') : show(value);
}

export const textOf = (value: Value): string => (typeof value === 'number' ? show(value) : value === null ? '' : String(value));
