import { expect, test } from 'vitest';
import { merge, ofMetric, rowsOf } from './columns';
import { text } from './trials';
import type { Table } from './wire';

const table: Table = {
  version: 5,
  total: 3,
  index: [0, 1, 2],
  state: 'frx',
  attempt: [1, 1, 3],
  failures: [0, 0, 3],
  value: [0.25, 'NaN', null],
  seconds: [12.5, null, 3],
  node: [0, 1, -1],
  nodes: ['gpu-1', 'gpu-2'],
  reasons: { 2: 'exit code 137' },
  reused: { 0: 'other trial 3' },
  parameters: [
    { name: 'noise', varies: true, type: 'number', unit: 'sd', values: [0.1, 0.5], at: [0, 1, 1] },
    { name: 'skip', varies: true, type: 'boolean', values: [false, true], at: [1, 0, 1] },
    { name: 'epochs', varies: false, type: 'number', values: [5], at: [0, 0, 0] },
  ],
  seeds: ['10', '9', '18446744073709551615'],
};
const objective = { metric: 'val_loss', goal: 'minimize', tracked: 'val/loss' } as const;

function one(changes: Partial<Table>): Table {
  const { parameters: _, seeds: __, ...rest } = table;
  const some = { index: [1], state: 'r', attempt: [1], failures: [0], value: ['NaN' as const], seconds: [null], node: [1] };
  return { ...rest, version: 6, ...some, reasons: {}, reused: {}, ...changes };
}

test('a table becomes columns', () => {
  const { trials, reasons, reused, version } = rowsOf(table, objective);
  const cells = (key: string) => [0, 1, 2].map((row) => text(trials.columns.get(key) as never, row));
  expect(version).toBe(5);
  expect(cells('index')).toEqual(['0', '1', '2']);
  expect(cells('state')).toEqual(['finished', 'running', 'failed']);
  expect(cells('value')).toEqual(['0.25', '', '']);
  expect(cells('p.noise')).toEqual(['0.1', '0.5', '0.5']);
  expect(cells('p.skip')).toEqual(['true', 'false', 'true']);
  expect(cells('node')).toEqual(['gpu-1', 'gpu-2', '']);
  expect(cells('seed')).toEqual(['10', '9', '18446744073709551615']);
  expect(trials.columns.get('seed')?.categories).toEqual(['9', '10', '18446744073709551615']);
  expect(trials.columns.get('value')?.label).toBe('val_loss');
  expect(trials.columns.get('p.noise')?.unit).toBe('sd');
  expect(trials.columns.get('p.epochs')?.varies).toBe(false);
  expect(reasons.get(2)).toBe('exit code 137');
  expect(reused.get(0)).toBe('other trial 3');
});

test('a change makes new columns only where something changed', () => {
  const before = rowsOf(table, objective);
  const after = merge(before, one({ state: 'f', value: [0.5] }));
  const same = (key: string) => before.trials.columns.get(key) === after.trials.columns.get(key);
  expect(after.version).toBe(6);
  expect([same('state'), same('value')]).toEqual([false, false]);
  expect([same('p.noise'), same('node'), same('attempt'), same('seconds')]).toEqual([true, true, true, true]);
  expect(before.trials.columns.get('state')?.values[1]).toBe(1);
  expect(after.trials.columns.get('state')?.values[1]).toBe(2);
  expect(after.reasons).toBe(before.reasons);
});

test('a change may name its nodes in another order, and new ones', () => {
  const after = merge(rowsOf(table, objective), one({ node: [0], nodes: ['gpu-9', 'gpu-1'] }));
  const node = after.trials.columns.get('node');
  expect(node?.categories).toEqual(['gpu-1', 'gpu-2', 'gpu-9']);
  expect([0, 1, 2].map((row) => text(node as never, row))).toEqual(['gpu-1', 'gpu-9', '']);
});

test('a trial that is tried again loses its reason', () => {
  const after = merge(rowsOf(table, objective), one({ index: [2], state: 'p', value: [null], node: [-1] }));
  expect(after.reasons.has(2)).toBe(false);
});

test('a metric is a column, too', () => {
  const column = ofMetric('kl', 3, [0, 2], [1.5, 'Infinity']);
  expect(column.key).toBe('m.kl');
  expect([...column.values]).toEqual([1.5, Number.NaN, Number.POSITIVE_INFINITY]);
});
