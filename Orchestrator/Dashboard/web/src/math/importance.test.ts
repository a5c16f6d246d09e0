import { describe, expect, it } from 'vitest';
import { type Importance, type Input, importance, type Refusal } from './importance';
import { categoryLevels, mostLevels, numberLevels } from './levels';
import { random } from './random';
import { spearman } from './rank';

function ask(inputs: Input[], objective: ArrayLike<number>): Importance | Refusal {
  const work = importance(inputs, objective);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

function answered(inputs: Input[], objective: ArrayLike<number>): Importance {
  const answer = ask(inputs, objective);
  if ('refused' in answer) throw new Error(answer.refused);
  return answer;
}

const column = (name: string, rows: number, value: (row: number) => number, categories = false): Input => ({
  name,
  values: Float64Array.from({ length: rows }, (_, row) => value(row)),
  categories,
});
const of = (inputs: Input[], value: (...parameters: number[]) => number): Float64Array =>
  Float64Array.from(inputs[0]?.values ?? [], (_, row) => value(...inputs.map((input) => input.values[row] as number)));

/** All 5 × 5 × 5 settings, four times. */
const grid = [
  column('a', 500, (row) => row % 5),
  column('b', 500, (row) => Math.floor(row / 5) % 5),
  column('c', 500, (row) => Math.floor(row / 25) % 5),
];

describe('importance', () => {
  it('finds the variance shares of a sum: 16 to 4, and nothing for what has no effect', () => {
    const { shares, interactions, explained } = answered(
      grid,
      of(grid, (a, b) => 4 * a + 2 * b),
    );
    expect(shares[0]).toBeCloseTo(0.8, 1);
    expect(shares[1]).toBeCloseTo(0.2, 1);
    expect(shares[2]).toBeLessThan(0.01);
    expect(interactions).toBeLessThan(0.03);
    expect(explained).toBeGreaterThan(0.97);
  });

  it('finds them under noise, for numbers drawn at random, in ten thousand trials', () => {
    const draw = random(7);
    const inputs = [column('a', 10_000, draw), column('b', 10_000, draw), column('c', 10_000, draw)];
    const { shares, rows, explained } = answered(
      inputs,
      of(inputs, (a, b) => 3 * a + b + 0.3 * (draw() - 0.5)),
    );
    expect(shares[0]).toBeGreaterThan(0.82);
    expect(shares[0]).toBeLessThan(0.95);
    expect(shares[1]).toBeGreaterThan(0.06);
    expect(shares[1]).toBeLessThan(0.14);
    expect(shares[2]).toBeLessThan(0.02);
    expect(explained).toBeGreaterThan(0.9);
    expect(rows).toBe(2500);
  }, 30_000);

  it('calls an effect of two together an interaction', () => {
    const { shares, interactions } = answered(
      grid,
      of(grid, (a, b) => (a - 2) * (b - 2)),
    );
    expect(interactions).toBeGreaterThan(0.85);
    for (const share of shares) expect(share).toBeLessThan(0.08);
  });

  it('takes categories in whatever order they are named', () => {
    const inputs = [column('kind', 400, (row) => row % 4, true), column('x', 400, (row) => Math.floor(row / 4) % 5)];
    const { shares } = answered(
      inputs,
      of(inputs, (kind, x) => ([3, 0, 3, 0][kind] as number) * 1 + 0.1 * x),
    );
    expect(shares[0]).toBeGreaterThan(0.95);
  });

  it('leaves out trials without a number and parameters that do not vary', () => {
    const inputs = [...grid, column('same', 500, () => 3)];
    const objective = of(grid, (a) => a);
    for (let row = 0; row < 500; row += 7) objective[row] = [Number.NaN, Number.POSITIVE_INFINITY][row % 2] as number;
    const { shares, rows } = answered(inputs, objective);
    expect(rows).toBe(428);
    expect(shares[0]).toBeGreaterThan(0.97);
    expect(shares[3]).toBeCloseTo(0, 12);
  });

  it('says where it cannot know, rather than invent', () => {
    const few = [column('a', 9, (row) => row)];
    expect(ask(few, few[0]?.values ?? [])).toEqual({ refused: 'few', rows: 9 });
    expect(ask(grid, new Float64Array(500).fill(2))).toEqual({ refused: 'constant', rows: 500 });
    expect(
      ask(
        [column('a', 20, () => 1)],
        Float64Array.from({ length: 20 }, (_, row) => row),
      ),
    ).toEqual({ refused: 'nothing varies', rows: 20 });
  });

  it('admits that it explains nothing of pure noise', () => {
    const draw = random(3);
    expect(answered(grid, Float64Array.from({ length: 500 }, draw)).explained).toBeLessThan(0.1);
  });

  it('answers the same each time', () => {
    const draw = random(5);
    const objective = of(grid, (a, b, c) => a * b + c + draw());
    expect(answered(grid, objective)).toEqual(answered(grid, objective));
  });
});

describe('levels', () => {
  it('are bins of like size where there are many numbers', () => {
    const { count, weight, at } = numberLevels(
      'x',
      Float64Array.from({ length: 3200 }, (_, row) => Math.sqrt(row)),
    );
    expect(count).toBe(mostLevels);
    for (const share of weight) expect(share).toBeCloseTo(1 / mostLevels, 3);
    expect(at[3199]).toBe(31);
  });

  it('put rare categories together', () => {
    const { count, at } = categoryLevels(
      'x',
      Float64Array.from({ length: 100 }, (_, row) => (row < 50 ? 77 : row)),
    );
    expect(count).toBe(mostLevels);
    expect([at[0], at[99]]).toEqual([0, 31]);
  });
});

describe('rank correlation', () => {
  it('is 1 for any rising function, −1 for a falling one', () => {
    expect(spearman([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1, 12);
    expect(spearman([1, 2, 3, 4], [4, 3, 2, Number.NaN])).toBeCloseTo(-1, 12);
  });

  it('shares ranks between equals', () => {
    expect(spearman([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  });

  it('is silent where one does not vary', () => {
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
  });
});
