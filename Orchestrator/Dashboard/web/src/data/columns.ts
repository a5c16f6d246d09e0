import { type Column, number, type Trials, textOf } from './trials';
import type { Parameter, Sweep, Table } from './wire';

/** All that the page knows about a sweep's trials, and from which version of it on it wants changes. */
export interface Rows {
  readonly version: number;
  readonly trials: Trials;
  /** Why trials failed, by trial index. */
  readonly reasons: ReadonlyMap<number, string>;
  /** Which trials were answered by another sweep's. */
  readonly reused: ReadonlyMap<number, string>;
}

const states = ['pending', 'running', 'finished', 'failed'] as const;
const letters = 'prfx';

/** A whole table as columns. */
export function rowsOf(table: Table, objective: Sweep['objective']): Rows {
  const { total, index } = table;
  const columns = [
    column(
      'index',
      'trial',
      null,
      Float64Array.from({ length: total }, (_, row) => row),
    ),
    column('state', 'state', states, new Float64Array(total)),
    column('value', objective.metric, null, empty(total)),
    ...(table.parameters ?? []).map((parameter) => ofParameter(parameter, index, total)),
    column('seconds', 'time', null, empty(total), { unit: 's', help: 'Wall time of the last attempt that ended, in seconds' }),
    column('attempt', 'attempts', null, new Float64Array(total)),
    column('failures', 'failures', null, new Float64Array(total), { help: 'Attempts that failed so far' }),
    column('node', 'node', [], empty(total)),
    ...(table.seeds ? [ofSeeds(table.seeds, index, total)] : []),
  ];
  const blank = { count: total, columns: new Map(columns.map((one) => [one.key, one])) };
  return merge({ version: 0, trials: blank, reasons: new Map(), reused: new Map() }, table);
}

/** The rows after some trials changed; columns in which nothing did are the same objects. */
export function merge(rows: Rows, changes: Table): Rows {
  const node = rows.trials.columns.get('node');
  const nodes = [...new Set([...(node?.categories ?? []), ...changes.nodes])];
  const places = changes.nodes.map((name) => nodes.indexOf(name));
  const news: Record<string, (i: number) => number> = {
    state: (i) => Math.max(0, letters.indexOf(changes.state[i] ?? 'p')),
    value: (i) => number(changes.value[i]),
    seconds: (i) => number(changes.seconds[i]),
    attempt: (i) => changes.attempt[i] ?? 0,
    failures: (i) => changes.failures[i] ?? 0,
    node: (i) => places[changes.node[i] ?? -1] ?? Number.NaN,
  };
  const columns = new Map(rows.trials.columns);
  for (const [key, of] of Object.entries(news)) {
    const old = columns.get(key);
    if (old) columns.set(key, changed(old, changes.index, of, key === 'node' ? nodes : old.categories));
  }
  return {
    version: changes.version,
    trials: { count: rows.trials.count, columns },
    reasons: noted(rows.reasons, changes.index, changes.reasons),
    reused: noted(rows.reused, changes.index, changes.reused),
  };
}

function changed(old: Column, index: readonly number[], of: (i: number) => number, categories: readonly string[] | null): Column {
  const different = (i: number, row: number) => !Object.is(old.values[row], of(i));
  if (!index.some((row, i) => different(i, row)) && categories?.length === old.categories?.length) return old;
  const values = old.values.slice();
  index.forEach((row, i) => {
    values[row] = of(i);
  });
  return { ...old, values, categories, varies: differs(values) };
}

function noted(
  old: ReadonlyMap<number, string>,
  index: readonly number[],
  texts: Readonly<Record<string, string>>,
): ReadonlyMap<number, string> {
  if (index.every((row) => old.get(row) === texts[row])) return old;
  const next = new Map(old);
  for (const row of index) {
    const text = texts[row];
    if (text === undefined) next.delete(row);
    else next.set(row, text);
  }
  return next;
}

/** The last value of a metric in each trial that has it. */
export function ofMetric(key: string, total: number, index: readonly number[], values: readonly (number | string)[]): Column {
  const filled = empty(total);
  index.forEach((row, i) => {
    filled[row] = Number(values[i]);
  });
  return column(`m.${key}`, key, null, filled);
}

function ofParameter(parameter: Parameter, index: readonly number[], total: number): Column {
  const numeric = parameter.type === 'number';
  const texts = numeric ? null : parameter.values.map(textOf);
  const values = empty(total);
  parameter.at.forEach((place, i) => {
    const value = parameter.values[place];
    values[index[i] ?? i] = numeric ? number(value as number | null) : place;
  });
  return {
    ...column(`p.${parameter.name}`, parameter.name, texts, values, { unit: parameter.unit, help: parameter.help }),
    varies: parameter.varies,
  };
}

// A seed has up to twenty digits, more than a number holds: a category.
function ofSeeds(seeds: readonly string[], index: readonly number[], total: number): Column {
  const distinct = [...new Set(seeds)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const places = new Map(distinct.map((seed, place) => [seed, place]));
  const values = empty(total);
  seeds.forEach((seed, i) => {
    values[index[i] ?? i] = places.get(seed) ?? Number.NaN;
  });
  return column('seed', 'seed', distinct, values);
}

function column(
  key: string,
  label: string,
  categories: readonly string[] | null,
  values: Float64Array,
  more: { unit?: string | null | undefined; help?: string | null | undefined } = {},
): Column {
  const { unit, help } = more;
  return { key, label, categories, values, varies: differs(values), ...(unit ? { unit } : {}), ...(help ? { help } : {}) };
}

const empty = (total: number): Float64Array => new Float64Array(total).fill(Number.NaN);

function differs(values: Float64Array): boolean {
  const first = values[0];
  return values.some((value) => !Object.is(value, first));
}
