import { categoryLevels, type Levels, numberLevels } from './levels';
import { random, sample } from './random';
import { growTree, type Tree } from './tree';

export interface Input {
  readonly name: string;
  readonly values: ArrayLike<number>;
  readonly categories: boolean;
}

export interface Importance {
  /** Share of the objective's variance that each parameter explains alone, 0 to 1; in the order of the inputs. */
  readonly shares: readonly number[];
  /** What only several parameters together explain. */
  readonly interactions: number;
  /** How much of the variance the forest predicts for trials that it has not seen (out of bag), at most 1. Near 0 the shares mean little. */
  readonly explained: number;
  readonly rows: number;
  readonly trees: number;
}

/** Why there is no answer. */
export type Refusal = { readonly refused: 'few' | 'constant' | 'nothing varies'; readonly rows: number };

export const fewest = 10;
/** Many rows say more about a tree's cuts than many trees do. */
const treesFor = (rows: number): number => (rows > 1000 ? 32 : 64);
const mostRows = 2500;

/**
 * Functional ANOVA (Hutter, Hoos, Leyton-Brown 2014): a random forest (Breiman 2001) learns objective from parameters; averaged over all other
 * parameters, how much does its prediction vary with this one? A level weighs as often as the sweep tried it. The same seed, the same answer.
 * Yields after each tree, so that a page can breathe between them.
 */
export function* importance(inputs: readonly Input[], objective: ArrayLike<number>, seed = 1): Generator<void, Importance | Refusal> {
  const draw = random(seed);
  const usable = Int32Array.from({ length: objective.length }, (_, row) => row).filter(
    (row) => Number.isFinite(objective[row]) && inputs.every(({ values }) => Number.isFinite(values[row])),
  );
  const rows = usable.length > mostRows ? sample(usable.length, mostRows, draw).map((place) => usable[place] as number) : usable;
  const target = Float64Array.from(rows, (row) => objective[row] as number);
  const parameters = inputs.map(({ name, values, categories }) =>
    (categories ? categoryLevels : numberLevels)(
      name,
      Float64Array.from(rows, (row) => values[row] as number),
    ),
  );
  const varying = parameters.filter(({ count }) => count > 1);
  if (rows.length < fewest) return { refused: 'few', rows: rows.length };
  if (varying.length === 0) return { refused: 'nothing varies', rows: rows.length };
  if (target.every((value) => value === target[0])) return { refused: 'constant', rows: rows.length };

  const totals = new Float64Array(parameters.length);
  const unseen = { sum: new Float64Array(rows.length), count: new Float64Array(rows.length) };
  const trees = treesFor(rows.length);
  let grown = 0;
  for (let number = 0; number < trees; number++) {
    const drawn = Int32Array.from(rows, () => Math.floor(draw() * rows.length));
    const tree = growTree(parameters, target, drawn, rows.length < 60 ? 1 : Math.min(5, Math.ceil(rows.length / 100)));
    predictUnseen(tree, drawn, unseen);
    const shares = varianceShares(tree, parameters);
    if (shares) {
      grown++;
      for (let place = 0; place < totals.length; place++) totals[place] = (totals[place] as number) + (shares[place] as number);
    }
    yield;
  }
  const shares = Array.from(totals, (total) => total / Math.max(1, grown));
  return {
    shares,
    interactions: grown ? Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0)) : 0,
    explained: determination(target, unseen),
    rows: rows.length,
    trees,
  };
}

/** Each parameter's share of the tree's variance; null for a tree without a cut. The leaves' boxes give all integrals exactly. */
export function varianceShares({ boxes, values }: Tree, parameters: readonly Levels[]): number[] | null {
  const many = parameters.length;
  const covered = new Float64Array(many);
  const marginals = parameters.map(({ count }) => new Float64Array(count));
  let [mean, square] = [0, 0];
  for (let leaf = 0; leaf < values.length; leaf++) {
    const value = values[leaf] as number;
    let volume = 1;
    for (let place = 0; place < many; place++) {
      covered[place] = weightOf(parameters[place] as Levels, boxes[leaf * many + place] as number);
      volume *= covered[place] as number;
    }
    mean += volume * value;
    square += volume * value * value;
    if (volume === 0) continue;
    for (let place = 0; place < many; place++) {
      const marginal = marginals[place] as Float64Array;
      const others = (volume / (covered[place] as number)) * value;
      const box = boxes[leaf * many + place] as number;
      for (let level = 0; level < marginal.length; level++) if ((box >>> level) & 1) marginal[level] = (marginal[level] as number) + others;
    }
  }
  const variance = square - mean ** 2;
  if (!(variance > 1e-12 * Math.max(1e-300, square))) return null;
  return parameters.map(({ weight }, place) => {
    const marginal = marginals[place] as Float64Array;
    return weight.reduce((sum, share, level) => sum + share * ((marginal[level] as number) - mean) ** 2, 0) / variance;
  });
}

function weightOf({ weight }: Levels, box: number): number {
  let sum = 0;
  for (let level = 0; level < weight.length; level++) if ((box >>> level) & 1) sum += weight[level] as number;
  return sum;
}

function predictUnseen(tree: Tree, drawn: Int32Array, { sum, count }: { sum: Float64Array; count: Float64Array }): void {
  const seen = new Uint8Array(sum.length);
  for (const row of drawn) seen[row] = 1;
  for (let row = 0; row < sum.length; row++) {
    if (seen[row]) continue;
    sum[row] = (sum[row] as number) + tree.predict(row);
    count[row] = (count[row] as number) + 1;
  }
}

function determination(target: Float64Array, { sum, count }: { sum: Float64Array; count: Float64Array }): number {
  const mean = target.reduce((total, value) => total + value, 0) / target.length;
  let [missed, around] = [0, 0];
  for (let row = 0; row < target.length; row++) {
    if (!count[row]) continue;
    missed += ((target[row] as number) - (sum[row] as number) / (count[row] as number)) ** 2;
    around += ((target[row] as number) - mean) ** 2;
  }
  return around > 0 ? 1 - missed / around : Number.NaN;
}
