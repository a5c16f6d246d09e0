import { effect, signal } from '@preact/signals';
import type { Column } from './trials';
import { trials } from './view';

/** Columns that a chart works out from its own data and that can be brushed like any other: a metric's final value, when a trial ran. */
const offered = signal<ReadonlyMap<string, Column>>(new Map());
const ours = new WeakSet<Column>();

/** Adds a column to the trials, or renews it; one of the same name that came with the table stays. */
export function offer(column: Column): void {
  ours.add(column);
  offered.value = new Map(offered.value).set(column.key, column);
}

export function withdraw(key: string): void {
  const left = new Map(offered.value);
  left.delete(key);
  offered.value = left;
}

// A live update makes new trials without our columns: they are put back.
effect(() => {
  const all = trials.value;
  const missing = [...offered.value.values()].filter((column) => {
    const there = all.columns.get(column.key);
    return column.values.length === all.count && there !== column && (!there || ours.has(there));
  });
  if (missing.length > 0)
    trials.value = { ...all, columns: new Map([...all.columns, ...missing.map((column): [string, Column] => [column.key, column])]) };
});
