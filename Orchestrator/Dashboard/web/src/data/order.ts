import type { Column } from './trials';

/** The rows, sorted by a column in place; where there is no value last, whichever way is up. Equal ones stay by index. */
export function sortRows(rows: Int32Array, column: Column, up: boolean): Int32Array {
  const keys = sortKeys(column);
  const sign = up ? 1 : -1;
  return rows.sort((a, b) => compare(keys[a] ?? Number.NaN, keys[b] ?? Number.NaN, sign) || a - b);
}

export function compare(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -sign : a > b ? sign : 0;
}

/** Categories are sorted as texts (`gpu-2` before `gpu-10`); states in the order of a trial's life. */
export function sortKeys({ key, categories, values }: Column): Float64Array {
  if (!categories || key === 'state') return values;
  const order = categories.map((_, place) => place).sort((a, b) => natural.compare(categories[a] ?? '', categories[b] ?? ''));
  const ranks = new Float64Array(categories.length);
  order.forEach((place, rank) => {
    ranks[place] = rank;
  });
  return values.map((place) => ranks[place] ?? Number.NaN);
}

const natural = new Intl.Collator('en', { numeric: true });
