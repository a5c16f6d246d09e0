import { describe, expect, it } from 'vitest';
import type { Column } from '../data/trials';
import type { Running } from '../data/wire';
import { epochAt, parse, positions } from './artifacts';
import { chosen, differing } from './chosen';

const column = (key: string, values: number[], categories: string[] | null = null): [string, Column] => [
  key,
  { key, label: key.replace('p.', ''), categories, values: Float64Array.from(values), varies: new Set(values).size > 1 },
];
const trials = (values: number[], ...more: [string, Column][]) => ({
  count: values.length,
  columns: new Map([column('value', values), ...more]),
});
const sweep = (goal: 'minimize' | 'maximize', ...running: number[]) => ({
  objective: { metric: 'loss', goal, tracked: 'train/loss' },
  running: running.map((index) => ({ index }) as Running),
});
const all = (count: number) => new Uint8Array(count).fill(1);

describe('the trials laid side by side', () => {
  it('are the pinned ones, then the best', () => {
    expect(chosen(trials([0.3, 0.1, 0.2, 0.4]), all(4), sweep('minimize'), [3, 0], 3)).toEqual([3, 0, 1]);
    expect(chosen(trials([0.3, 0.1, 0.2, 0.4]), all(4), sweep('maximize'), [], 2)).toEqual([3, 0]);
  });

  it('are selected and have a value, unless they are pinned', () => {
    expect(chosen(trials([Number.NaN, 0.1, 0.2]), Uint8Array.of(1, 0, 1), sweep('minimize'), [], 5)).toEqual([2]);
    expect(chosen(trials([Number.NaN, 0.1, 0.2]), Uint8Array.of(1, 0, 1), sweep('minimize'), [0, 7], 1)).toEqual([0]);
  });

  it('train, where they have no value yet', () => {
    expect(chosen(trials([Number.NaN, 0.1, Number.NaN]), Uint8Array.of(1, 1, 0), sweep('minimize', 0, 1, 2), [], 5)).toEqual([1, 0]);
  });

  it('are named by what differs', () => {
    const of = trials([1, 2], column('p.noise', [0.3, 0.5]), column('p.epochs', [5, 5]), column('p.flow', [0, 1], ['none', 'planar']));
    expect(differing(of, 1)).toBe('noise 0.5, flow planar');
  });
});

const files = (...paths: string[]) => parse(paths.map((path) => ({ path, size: 1 })));
const step = (epoch: number) => `images/reconstruction%step%${epoch}%timestamp%${epoch}%g1e924cf-2694-b81e-b8d3-5c06a9cf0ed2`;

describe('a run’s pictures', () => {
  const whole = files('pictures/reconstruction.png', 'pictures/loss.png', `${step(1)}.png`, `${step(1)}%compressed.webp`, `${step(2)}.png`);
  const training = files(`${step(1)}.png`);

  it('are told by their names', () => {
    expect(whole.kinds).toEqual(['reconstruction', 'loss']);
    expect([...whole.steps]).toEqual([
      [1, `${step(1)}.png`],
      [2, `${step(2)}.png`],
    ]);
  });

  it('fall back to the last epoch there is', () => {
    expect(epochAt(whole, 3, 4)).toBe(2);
    expect(epochAt(whole, 4, 4)).toBeNull();
    expect(epochAt(whole, Number.POSITIVE_INFINITY, Number.NaN)).toBeNull();
    expect(epochAt(training, Number.POSITIVE_INFINITY, 4)).toBe(1);
    expect(epochAt(training, 0, 4)).toBeUndefined();
  });

  it('give the slider every epoch that some trial has', () => {
    expect(
      positions([
        { artifacts: whole, epochs: 4 },
        { artifacts: training, epochs: 20 },
      ]),
    ).toEqual([1, 2, 4]);
  });
});
