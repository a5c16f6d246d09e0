/** Mean and spread of the values that were added: Welford's sums, so that large values with a small spread keep it. */
export class Spread {
  count = 0;
  mean = Number.NaN;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  private squares = 0;

  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.count++;
    const before = this.count === 1 ? value : this.mean;
    this.mean = before + (value - before) / this.count;
    this.squares += (value - before) * (value - this.mean);
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  /** Of a sample (n − 1); 0 for a single value. */
  get std(): number {
    return this.count > 1 ? Math.sqrt(this.squares / (this.count - 1)) : this.count === 1 ? 0 : Number.NaN;
  }
}

export interface Groups {
  /** A row's group; −1 for a row without one. */
  readonly of: Int32Array;
  /** A group's first row, which stands for it. */
  readonly first: readonly number[];
  readonly size: readonly number[];
}

/** Rows that agree in all of these columns; groups in the order in which they first appear. */
export function groupBy(count: number, columns: readonly ArrayLike<number>[], use?: ArrayLike<number>): Groups {
  const of = new Int32Array(count).fill(-1);
  const known = new Map<string | number, number>();
  const first: number[] = [];
  const size: number[] = [];
  for (let row = 0; row < count; row++) {
    if (use && !use[row]) continue;
    const key = columns.length === 1 ? (columns[0]?.[row] as number) : columns.map((values) => values[row]).join(' ');
    let group = known.get(key);
    if (group === undefined) {
      group = first.length;
      known.set(key, group);
      first.push(row);
      size.push(0);
    }
    of[row] = group;
    size[group] = (size[group] as number) + 1;
  }
  return { of, first, size };
}

/** One value a row, gathered by group. */
export function spreads(groups: Groups, values: ArrayLike<number>): Spread[] {
  const out = groups.first.map(() => new Spread());
  for (let row = 0; row < groups.of.length; row++) out[groups.of[row] as number]?.add(values[row] as number);
  return out;
}

export interface Curve {
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** The value at a step: between two points on the line that joins them, outside the curve NaN. */
export function valueAt({ steps, values }: Curve, step: number): number {
  const last = steps.length - 1;
  if (last < 0 || step < (steps[0] as number) || step > (steps[last] as number)) return Number.NaN;
  let [low, high] = [0, last];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] as number) < step) low = middle + 1;
    else high = middle;
  }
  const to = values[low] as number;
  if (steps[low] === step || low === 0) return to;
  const [from, before] = [values[low - 1] as number, steps[low - 1] as number];
  return from + ((to - from) * (step - before)) / ((steps[low] as number) - before);
}

/** Every step that some curve has, thinned to about `most`, both ends kept. */
export function commonSteps(curves: readonly Curve[], most: number): Float64Array {
  const all = new Set<number>();
  for (const { steps } of curves) for (let place = 0; place < steps.length; place++) all.add(steps[place] as number);
  const sorted = Float64Array.from(all).sort();
  if (sorted.length <= most) return sorted;
  return Float64Array.from({ length: most }, (_, place) => sorted[Math.round((place * (sorted.length - 1)) / (most - 1))] as number);
}

/** Mean and spread a step over curves whose points need not lie at the same steps. */
export function bands(curves: readonly Curve[], steps: ArrayLike<number>): Spread[] {
  return Array.from({ length: steps.length }, (_, place) => {
    const spread = new Spread();
    for (const curve of curves) spread.add(valueAt(curve, steps[place] as number));
    return spread;
  });
}
