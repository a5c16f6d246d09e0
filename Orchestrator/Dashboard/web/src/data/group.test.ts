import { expect, test } from 'vitest';
import { allButSeed, groupColumns, groupRows, summarize } from './group';
import { sortRows } from './order';
import type { Column } from './trials';

const column = (key: string, values: number[], categories: string[] | null = null): Column => ({
  key,
  label: key.replace('p.', ''),
  categories,
  values: Float64Array.from(values),
  varies: new Set(values).size > 1,
});
const noise = column('p.noise', [0.1, 0.3, 0.1, 0.3]);
const act = column('p.act', [0, 0, 1, 0], ['relu', 'gelu']);
const columns = [noise, act, column('p.epochs', [5, 5, 5, 5]), column('seed', [0, 1, 0, 1], ['1', '2'])];
const trials = { count: 4, columns: new Map(columns.map((one) => [one.key, one])) };
const all = () => Int32Array.from([0, 1, 2, 3]);

test('trials are grouped by a parameter', () => {
  const groups = groupRows(all(), groupColumns(trials, 'p.noise'));
  expect(groups.map((group) => [group.label, [...group.rows]])).toEqual([
    ['noise 0.1', [0, 2]],
    ['noise 0.3', [1, 3]],
  ]);
});

test('all but the seed: trials that differ in nothing else', () => {
  const groups = groupRows(all(), groupColumns(trials, allButSeed));
  expect(groups.map((group) => [group.label, [...group.rows]])).toEqual([
    ['noise 0.1 · act relu', [0]],
    ['noise 0.3 · act relu', [1, 3]],
    ['noise 0.1 · act gelu', [2]],
  ]);
});

test('a column that is not there groups nothing', () => {
  expect(groupColumns(trials, 'p.what')).toEqual([]);
});

test('mean and spread leave out what has no value', () => {
  const { mean, std, min, max, count } = summarize(Float64Array.from([1, 2, Number.NaN, 6]), all());
  expect([mean, min, max, count]).toEqual([3, 1, 6, 3]);
  expect(std).toBeCloseTo(Math.sqrt(7), 12);
});

test('one trial has no spread, none no mean', () => {
  expect(summarize(Float64Array.from([4]), Int32Array.from([0]))).toEqual({ count: 1, mean: 4, std: Number.NaN, min: 4, max: 4 });
  expect(summarize(Float64Array.from([Number.NaN]), Int32Array.from([0])).mean).toBeNaN();
});

test('large values close together keep their spread', () => {
  expect(summarize(Float64Array.from([1e9 + 1, 1e9 + 2, 1e9 + 3]), Int32Array.from([0, 1, 2])).std).toBeCloseTo(1, 9);
});

test('rows are sorted, no value last whichever way is up', () => {
  const value = column('value', [3, Number.NaN, 1, 3]);
  expect([...sortRows(all(), value, true)]).toEqual([2, 0, 3, 1]);
  expect([...sortRows(all(), value, false)]).toEqual([0, 3, 2, 1]);
});

test('categories are sorted as people do', () => {
  const node = column('node', [0, 1, 2, Number.NaN], ['gpu-10', 'gpu-2', 'cpu']);
  expect([...sortRows(all(), node, true)]).toEqual([2, 1, 0, 3]);
});
