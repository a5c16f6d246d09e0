import type { Levels } from './levels';

/** A regression tree (Breiman, Friedman, Olshen, Stone 1984) over levels. A leaf is a box: for each parameter, the set of levels it covers. */
export interface Tree {
  /** Leaf after leaf, one bit set a parameter. */
  readonly boxes: Uint32Array;
  readonly values: Float64Array;
  predict(row: number): number;
}

interface Split {
  parameter: number;
  /** Levels that go left. */
  left: number;
  low: Branch;
  high: Branch;
}
type Branch = Split | { leaf: number };

interface Cut {
  gain: number;
  parameter: number;
  left: number;
}

export const allOf = (count: number): number => (count >= 32 ? 0xffffffff : (1 << count) - 1) >>> 0;

/** `rows` may repeat (a bootstrap sample). `smallest`: rows a leaf keeps at least. */
export function growTree(parameters: readonly Levels[], target: Float64Array, rows: Int32Array, smallest: number): Tree {
  const boxes: number[] = [];
  const values: number[] = [];
  const sums = new Float64Array(32);
  const counts = new Float64Array(32);

  function grow(from: Int32Array, box: readonly number[]): Branch {
    const cut = from.length >= 2 * smallest ? bestCut(parameters, target, from, smallest, sums, counts) : null;
    if (!cut) {
      boxes.push(...box);
      values.push(from.reduce((sum, row) => sum + (target[row] as number), 0) / from.length);
      return { leaf: values.length - 1 };
    }
    const { at } = parameters[cut.parameter] as Levels;
    const goesLeft = (row: number) => ((cut.left >>> (at[row] as number)) & 1) === 1;
    const narrowed = (mask: number) => box.map((old, parameter) => (parameter === cut.parameter ? old & mask : old) >>> 0);
    return {
      parameter: cut.parameter,
      left: cut.left,
      low: grow(from.filter(goesLeft), narrowed(cut.left)),
      high: grow(
        from.filter((row) => !goesLeft(row)),
        narrowed(~cut.left),
      ),
    };
  }

  const root = grow(
    rows,
    parameters.map(({ count }) => allOf(count)),
  );
  return {
    boxes: Uint32Array.from(boxes),
    values: Float64Array.from(values),
    predict(row) {
      let at = root;
      while (!('leaf' in at)) at = (at.left >>> ((parameters[at.parameter] as Levels).at[row] as number)) & 1 ? at.low : at.high;
      return values[at.leaf] as number;
    },
  };
}

/** The cut that lowers the squared error most, or null where none lowers it. */
function bestCut(
  parameters: readonly Levels[],
  target: Float64Array,
  rows: Int32Array,
  smallest: number,
  sums: Float64Array,
  counts: Float64Array,
): Cut | null {
  let best: Cut | null = null;
  for (let parameter = 0; parameter < parameters.length; parameter++) {
    const { at, ordered, count } = parameters[parameter] as Levels;
    sums.fill(0);
    counts.fill(0);
    for (const row of rows) {
      const level = at[row] as number;
      sums[level] = (sums[level] as number) + (target[row] as number);
      counts[level] = (counts[level] as number) + 1;
    }
    const present = Array.from({ length: count }, (_, level) => level).filter((level) => (counts[level] as number) > 0);
    // For squared error the best two sets of categories are neighbours in the order of their means (Breiman et al. 1984, 4.2.2).
    if (!ordered) present.sort((a, b) => (sums[a] as number) / (counts[a] as number) - (sums[b] as number) / (counts[b] as number));
    const cut = cutOf(present, rows.length, smallest, sums, counts);
    if (cut && cut.gain > (best?.gain ?? 1e-12))
      best = { gain: cut.gain, parameter, left: ordered ? upTo(present, cut.after) : setOf(present, cut.after) };
  }
  return best;
}

function cutOf(
  present: readonly number[],
  rows: number,
  smallest: number,
  sums: Float64Array,
  counts: Float64Array,
): { gain: number; after: number } | null {
  let total = 0;
  for (const level of present) total += sums[level] as number;
  let [sum, count, gain, after] = [0, 0, 0, -1];
  for (let place = 0; place + 1 < present.length; place++) {
    sum += sums[present[place] as number] as number;
    count += counts[present[place] as number] as number;
    if (count < smallest || rows - count < smallest) continue;
    const won = sum ** 2 / count + (total - sum) ** 2 / (rows - count) - total ** 2 / rows;
    if (won > gain) [gain, after] = [won, place];
  }
  return after < 0 ? null : { gain, after };
}

/** Levels that this node's rows do not have are shared between both sides of the cut, half way. */
const upTo = (present: readonly number[], after: number): number =>
  allOf(((present[after] as number) + (present[after + 1] as number) + 1) >> 1);

const setOf = (present: readonly number[], after: number): number =>
  present.slice(0, after + 1).reduce((mask, level) => mask | (1 << level), 0) >>> 0;
