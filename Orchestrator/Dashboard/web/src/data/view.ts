import { computed, signal } from '@preact/signals';
import type { Column, Trials } from './trials';

/** An interval on a column (its places, for categories), ends included. */
export interface Brush {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/** All that a reload restores: it is kept in the address (see address.ts). */
export interface View {
  /** At most one a column. */
  readonly brushes: readonly Brush[];
  /** An expression over columns, as typed: `noise > 0.2 && state == finished`. */
  readonly filter: string;
  readonly sort: { readonly key: string; readonly up: boolean } | null;
  /** Trials kept in sight: first in the table, drawn last and thick in every chart, compared in pictures. */
  readonly pinned: readonly number[];
  /** Columns shown in the table; null: those that differ. */
  readonly columns: readonly string[] | null;
  readonly group: string | null;
  /** Each chart keeps its own settings here under its own name (`curves.metric`, `scatter.x`, `parallel.log`, …); small strings. */
  readonly chart: Readonly<Record<string, string>>;
}

export const emptyView: View = { brushes: [], filter: '', sort: null, pinned: [], columns: null, group: null, chart: {} };

export const view = signal<View>(emptyView);
/** The parts of the view that most of the page reads: a move of a brush must not tell whoever reads a setting. */
export const brushes = computed(() => view.value.brushes);
export const pinned = computed(() => view.value.pinned);
export const settings = computed(() => view.value.chart);
export const trials = signal<Trials>({ count: 0, columns: new Map() });
/** The trial under the pointer or the keyboard's cursor, in whichever view. */
export const hovered = signal<number | null>(null);
/** 1 for a trial that the filter and nothing else lets through; set by the table's filter. */
export const filtered = signal<Uint8Array | null>(null);

/** One selection, all views: 1 for a trial that passes the filter and all brushes. */
export const selected = computed(() => select(trials.value, filtered.value, brushes.value));

/** Is anything narrowed down at all? Where not, views draw all trials alike. */
export const narrowed = computed(() => filtered.value !== null || brushes.value.length > 0);

export function select(all: Trials, filter: Uint8Array | null, brushes: readonly Brush[]): Uint8Array {
  const mask = new Uint8Array(all.count).fill(1);
  if (filter) mask.set(filter.subarray(0, all.count));
  for (const { key, from, to } of brushes) {
    const column = all.columns.get(key);
    if (column) keep(mask, column, from, to);
  }
  return mask;
}

function keep(mask: Uint8Array, column: Column, from: number, to: number): void {
  for (let row = 0; row < mask.length; row++) {
    const value = column.values[row] ?? Number.NaN;
    if (!(value >= from && value <= to)) mask[row] = 0;
  }
}

/** Sets, or with a null interval removes, the brushes of some columns; the others stay. */
export function brush(...changes: readonly { key: string; interval: readonly [number, number] | null }[]): void {
  const keys = new Set(changes.map((change) => change.key));
  const added = changes.flatMap(({ key, interval }) => (interval ? [{ key, from: Math.min(...interval), to: Math.max(...interval) }] : []));
  view.value = { ...view.value, brushes: [...view.value.brushes.filter((one) => !keys.has(one.key)), ...added] };
}

export function togglePin(trial: number): void {
  const were = view.value.pinned;
  view.value = { ...view.value, pinned: were.includes(trial) ? were.filter((one) => one !== trial) : [...were, trial] };
}

export const chartSetting = (name: string, usual: string): string => settings.value[name] ?? usual;

export function setChart(name: string, value: string): void {
  view.value = { ...view.value, chart: { ...view.value.chart, [name]: value } };
}
