import { type Column, show, type Trials, text } from '../trials';
import { type Condition, FilterError, type Operator, parse, type Word } from './parse';

type Holds = (row: number) => boolean;
type Texts = (row: number) => string;

/** What a filter may speak of: columns, by label or key, and why trials failed. */
export interface Scope {
  readonly trials: Trials;
  readonly reasons: ReadonlyMap<number, string>;
}

/** 1 for each trial that the filter lets through; null where it lets all through. Throws FilterError. */
export function filterMask(expression: string, scope: Scope): Uint8Array | null {
  const condition = parse(expression);
  if (!condition) return null;
  const holds = compile(condition, scope);
  return Uint8Array.from({ length: scope.trials.count }, (_, row) => (holds(row) ? 1 : 0));
}

/** The names that a filter may use, parameters first. */
export function filterNames(trials: Trials): string[] {
  const columns = [...trials.columns.values()];
  const parameters = columns.filter((column) => column.key.startsWith('p.'));
  const names = [...parameters, ...columns.filter((column) => !parameters.includes(column))].map((column) => column.label);
  return [...new Set([...names, 'reason'])].map((name) => (/^[\p{L}\p{N}_][\p{L}\p{N}_./-]*$/u.test(name) ? name : `\`${name}\``));
}

function compile(condition: Condition, scope: Scope): Holds {
  if (condition.kind === 'not') {
    const of = compile(condition.of, scope);
    return (row) => !of(row);
  }
  if (condition.kind === 'compare') return comparison(condition, scope);
  const left = compile(condition.left, scope);
  const right = compile(condition.right, scope);
  return condition.kind === 'and' ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
}

function comparison({ name, op, values }: Condition & { kind: 'compare' }, scope: Scope): Holds {
  const column = find(name.text, scope.trials);
  if (!column && name.text.toLowerCase() === 'reason') return ofText((row) => scope.reasons.get(row) ?? '', op, values, 'reason');
  if (!column) throw unknown(name, scope.trials);
  if (op === '~' || op === '!~') return ofText((row) => text(column, row), op, values, column.label);
  return column.categories ? ofCategories(column, column.categories, op, values) : ofNumbers(column, op, values);
}

/** A parameter's own name comes first: a sweep may have a parameter that is called `seed`. */
export function find(name: string, trials: Trials): Column | undefined {
  const { columns } = trials;
  const lower = name.toLowerCase();
  const own = lower === 'trial' ? 'index' : lower;
  const label = (column: Column) => column.label.toLowerCase() === lower;
  return columns.get(`p.${name}`) ?? columns.get(own) ?? columns.get(name) ?? columns.get(`m.${name}`) ?? [...columns.values()].find(label);
}

function unknown(name: Word, trials: Trials): FilterError {
  const near = filterNames(trials).find((known) => known.toLowerCase().startsWith(name.text.toLowerCase().slice(0, 3)));
  return new FilterError(`there is no column ${name.text}${near ? `; did you mean ${near}?` : ''}`, name.at);
}

function ofNumbers({ values: cells, label }: Column, op: Operator, values: readonly Word[]): Holds {
  const wanted = values.map((value) => {
    const number = isNone(value) ? Number.NaN : Number(value.text);
    if (Number.isNaN(number) && !isNone(value))
      throw new FilterError(`${label} holds numbers, and ${value.text || 'this'} is none`, value.at);
    return { number, shown: value.text };
  });
  // What is seen in the table is equal, too: it is rounded there.
  const same = (cell: number) => wanted.some(({ number, shown }) => Object.is(cell, number) || cell === number || show(cell) === shown);
  const than = wanted[0]?.number ?? Number.NaN;
  const cell = (row: number) => cells[row] ?? Number.NaN;
  if (op === '=') return (row) => same(cell(row));
  if (op === '!=') return (row) => !same(cell(row));
  return ordered(op, cell, than);
}

function ofCategories({ values: cells, label }: Column, categories: readonly string[], op: Operator, values: readonly Word[]): Holds {
  if (op === '=' || op === '!=') {
    const wanted = values.map((value) => value.text.toLowerCase());
    const passes = categories.map((category) => wanted.includes(category.toLowerCase()) === (op === '='));
    const missing = values.some(isNone) === (op === '=');
    return (row) => passes[cells[row] ?? -1] ?? missing;
  }
  const numbers = categories.map(Number);
  const [value] = values;
  if (numbers.some(Number.isNaN)) throw new FilterError(`${label} holds texts: compare it with =, != or ~ (contains)`, value?.at ?? 0);
  return ordered(op, (row) => numbers[cells[row] ?? -1] ?? Number.NaN, Number(value?.text));
}

function ordered(op: Operator, cell: (row: number) => number, than: number): Holds {
  if (op === '<') return (row) => cell(row) < than;
  if (op === '<=') return (row) => cell(row) <= than;
  return op === '>' ? (row) => cell(row) > than : (row) => cell(row) >= than;
}

function ofText(texts: Texts, op: Operator, values: readonly Word[], label: string): Holds {
  const wanted = values.map((value) => (isNone(value) ? '' : value.text.toLowerCase()));
  const contains = (row: number) => wanted.some((one) => texts(row).toLowerCase().includes(one));
  const equals = (row: number) => wanted.some((one) => texts(row).toLowerCase() === one);
  if (op === '~') return contains;
  if (op === '!~') return (row) => !contains(row);
  if (op === '=') return equals;
  if (op === '!=') return (row) => !equals(row);
  throw new FilterError(`${label} holds texts: compare it with =, != or ~ (contains)`, values[0]?.at ?? 0);
}

/** `value = none`: trials that have no value. */
const isNone = (value: Word): boolean => value.kind === 'word' && value.text.toLowerCase() === 'none';
