import { describe, expect, test } from 'vitest';
import type { Column, Trials } from '../trials';
import { filterMask, filterNames, type Scope } from './filter';
import { FilterError } from './parse';

function column(key: string, label: string, values: number[], categories: string[] | null = null): Column {
  return { key, label, categories, values: Float64Array.from(values), varies: true };
}

const columns = [
  column('index', 'trial', [0, 1, 2, 3]),
  column('state', 'state', [2, 2, 3, 0], ['pending', 'running', 'finished', 'failed']),
  column('value', 'val_loss', [0.084172, 0.2, Number.NaN, Number.NaN]),
  column('p.noise', 'noise', [0.1, 0.3, 0.3, 0.5]),
  column('p.batch size', 'batch size', [32, 64, 32, 64]),
  column('p.value', 'value', [1, 2, 3, 4]),
  column('node', 'node', [0, 1, 1, Number.NaN], ['gpu-1', 'cpu box']),
  column('seed', 'seed', [0, 1, 1, 0], ['7', '18446744073709551615']),
  column('m.train/loss', 'train/loss', [1e-7, 2, 3, 4]),
];
const trials: Trials = { count: 4, columns: new Map(columns.map((one) => [one.key, one])) };
const scope: Scope = { trials, reasons: new Map([[2, 'out of memory on cuda:0']]) };

const rows = (expression: string): number[] => [...(filterMask(expression, scope) ?? [])].flatMap((one, row) => (one ? [row] : []));

function fault(expression: string): [string, number] {
  try {
    filterMask(expression, scope);
  } catch (error) {
    if (error instanceof FilterError) return [error.message, error.at];
  }
  throw new Error(`nothing is wrong with ${expression}`);
}

describe('a filter', () => {
  test.each([
    ['noise > 0.2', [1, 2, 3]],
    ['noise>=.3 && noise<0.5', [1, 2]],
    ['noise > 0.2 and state = finished or node ~ "GPU"', [0, 1]],
    ['noise > 0.2 and (state == finished or node ~ cpu)', [1, 2]],
    ['not state = finished', [2, 3]],
    ['!(state = finished) || noise = 0.1', [0, 2, 3]],
    ['state in (failed, pending)', [2, 3]],
    ['state not in (failed, pending)', [0, 1]],
    ['node = "cpu box"', [1, 2]],
    ['node = none', [3]],
    ['node != gpu-1', [1, 2, 3]],
    ['node !~ gpu', [1, 2, 3]],
    ['val_loss = none', [2, 3]],
    ['val_loss != none', [0, 1]],
    ['val_loss = 0.08417', [0]],
    ['`batch size` = 64', [1, 3]],
    ['train/loss < 1e-6', [0]],
    ['m.train/loss < 1e-6', [0]],
    ['reason ~ memory', [2]],
    ['reason = none', [0, 1, 3]],
    ['trial in (1, 3)', [1, 3]],
    ['index != 1', [0, 2, 3]],
    ['seed > 7', [1, 2]],
    ['seed = 18446744073709551615', [1, 2]],
    ['value > 2', [2, 3]],
    ['NOT noise > 0.2 OR noise = 0.5', [0, 3]],
  ])('%s', (expression, expected) => {
    expect(rows(expression)).toEqual(expected);
  });

  test('lets all through when it is empty', () => {
    expect(filterMask('  ', scope)).toBeNull();
  });

  test.each([
    ['nois > 1', 'there is no column nois; did you mean noise?', 0],
    ['noise > 1 and what = 3', 'there is no column what', 14],
    ['noise', 'after noise one of = != < <= > >= ~ (contains) or in (…) is missing', 5],
    ['noise >', 'a value is missing', 7],
    ['noise > high', 'noise holds numbers, and high is none', 8],
    ['noise > 1 state = failed', '“and” or “or” is missing before this', 10],
    ['(noise > 1', 'a closing bracket is missing', 10],
    ['noise > 1)', 'this bracket was not opened', 9],
    ['node > 3', 'node holds texts: compare it with =, != or ~ (contains)', 7],
    ['node = "gpu', 'the quotation mark has no second one', 7],
    ['noise > 1 and', 'the name of a column is missing', 13],
    ['noise > 1 ? 2', '“?” means nothing here', 10],
    ['state in failed', 'after “in” a list in brackets is missing', 9],
    ['> 3', 'this is not the name of a column', 0],
  ])('says what is wrong with %s', (expression, message, at) => {
    expect(fault(expression)).toEqual([message, at]);
  });

  test('knows its names, parameters first, quoted where they need it', () => {
    expect(filterNames(trials).slice(0, 4)).toEqual(['noise', '`batch size`', 'value', 'trial']);
  });
});
