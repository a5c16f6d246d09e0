import { expect, test } from 'vitest';
import type { Column } from '../data/trials';
import { arrange, type Wish } from './arrange';

const column = (key: string, values: number[], categories: string[] | null = null): Column => ({
  key,
  label: key.replace('p.', ''),
  categories,
  values: Float64Array.from(values),
  varies: true,
});
const columns = [column('index', [0, 1, 2, 3, 4]), column('value', [0.5, 0.1, Number.NaN, 0.3, 0.2]), column('p.noise', [1, 2, 1, 2, 1])];
const trials = { count: 5, columns: new Map(columns.map((one) => [one.key, one])) };
const wish: Wish = { trials, mask: null, sort: { key: 'value', up: true }, group: null, unfolded: new Set(), pinned: [] };

test('sorted, without a value last', () => {
  expect([...arrange(wish).items]).toEqual([1, 4, 3, 0, 2]);
});

test('pinned trials come first and once, also where they are narrowed away', () => {
  const { items, pinned } = arrange({ ...wish, pinned: [3, 99], mask: Uint8Array.from([1, 1, 0, 0, 0]) });
  expect([...items]).toEqual([3, 1, 0]);
  expect(pinned).toBe(1);
});

test('groups are sorted by their mean, and unfold', () => {
  const { items, groups } = arrange({ ...wish, group: 'p.noise', unfolded: new Set(['noise 1']) });
  expect(groups.map((group) => group.label)).toEqual(['noise 2', 'noise 1']);
  expect([...items]).toEqual([-1, -2, 4, 0, 2]);
});

test('groups are sorted by their spread, or by how many they are', () => {
  const labels = (key: string, up: boolean) => arrange({ ...wish, group: 'p.noise', sort: { key, up } }).groups.map((group) => group.label);
  expect(labels('g.std', false)).toEqual(['noise 1', 'noise 2']);
  expect(labels('index', true)).toEqual(['noise 2', 'noise 1']);
});

test('an unknown column to sort by leaves the order of the trials', () => {
  expect([...arrange({ ...wish, sort: { key: 'm.kl', up: true } }).items]).toEqual([0, 1, 2, 3, 4]);
});

test('ten thousand trials are arranged in far less than a frame or two', () => {
  const count = 10_000;
  const random = Array.from({ length: count }, (_, row) => Math.sin(row * 12.9898) * 43758.5453);
  const many = [column('index', [...random.keys()]), column('value', random)];
  const began = performance.now();
  arrange({ ...wish, trials: { count, columns: new Map(many.map((one) => [one.key, one])) } });
  expect(performance.now() - began).toBeLessThan(200);
});
