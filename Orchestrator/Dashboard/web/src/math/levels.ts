/** A parameter as the forest sees it: at most 32 levels, so that a set of them is the bits of one number. */
export interface Levels {
  readonly name: string;
  /** A row's level. */
  readonly at: Uint8Array;
  readonly count: number;
  /** How often each level was tried, as a share. */
  readonly weight: Float64Array;
  /** Numbers split into low and high, categories into any two sets. */
  readonly ordered: boolean;
}

export const mostLevels = 32;

/** Each distinct number is a level; with more than 32 of them, 32 bins of about equally many rows. */
export function numberLevels(name: string, values: ArrayLike<number>): Levels {
  const sorted = Float64Array.from(values).sort();
  const distinct = sorted.filter((value, place) => place === 0 || value !== sorted[place - 1]);
  const edges = distinct.length <= mostLevels ? distinct : binEdges(sorted);
  return build(name, values.length, edges.length, true, (row) => lastNotAbove(edges, values[row] as number));
}

/** Categories by how often they occur; all beyond the 31 most frequent are one level. */
export function categoryLevels(name: string, values: ArrayLike<number>): Levels {
  const count = new Map<number, number>();
  for (let row = 0; row < values.length; row++) count.set(values[row] as number, (count.get(values[row] as number) ?? 0) + 1);
  const order = [...count.keys()].sort((a, b) => (count.get(b) as number) - (count.get(a) as number) || a - b);
  const level = new Map(order.map((value, place) => [value, Math.min(place, mostLevels - 1)]));
  return build(name, values.length, Math.min(order.length, mostLevels), false, (row) => level.get(values[row] as number) as number);
}

function build(name: string, rows: number, count: number, ordered: boolean, level: (row: number) => number): Levels {
  const at = Uint8Array.from({ length: rows }, (_, row) => level(row));
  const weight = new Float64Array(count);
  for (const one of at) weight[one] = (weight[one] as number) + 1 / rows;
  return { name, at, count, weight, ordered };
}

/** Lower edges of the bins. */
function binEdges(sorted: Float64Array): Float64Array {
  const edges = Array.from({ length: mostLevels }, (_, bin) => sorted[Math.floor((bin * sorted.length) / mostLevels)] as number);
  return Float64Array.from(new Set(edges));
}

function lastNotAbove(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
