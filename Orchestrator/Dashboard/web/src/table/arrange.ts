import { type Group, groupColumns, groupRows, summarize } from '../data/group';
import { compare, sortKeys, sortRows } from '../data/order';
import type { Column, Trials } from '../data/trials';

/** What the table shows, from top to bottom. A trial is its index, a group −1 − its place in `groups`. */
export interface Arrangement {
  readonly items: Int32Array;
  /** So many of the first items are pinned trials. */
  readonly pinned: number;
  readonly groups: readonly Group[];
}

export interface Wish {
  readonly trials: Trials;
  /** Null: all. */
  readonly mask: Uint8Array | null;
  readonly sort: { readonly key: string; readonly up: boolean };
  readonly group: string | null;
  /** Labels of the groups that are unfolded. */
  readonly unfolded: ReadonlySet<string>;
  readonly pinned: readonly number[];
}

export const groupItem = (place: number): number => -1 - place;
export const groupPlace = (item: number): number => -1 - item;

export function arrange(wish: Wish): Arrangement {
  const pinned = wish.pinned.filter((trial) => trial < wish.trials.count);
  const rows = remaining(sorted(wish.trials, wish.sort), wish.mask, new Set(pinned));
  const columns = wish.group ? groupColumns(wish.trials, wish.group) : [];
  if (columns.length === 0) return { items: joined(pinned, rows), pinned: pinned.length, groups: [] };
  const groups = sortGroups(groupRows(rows, columns), wish);
  const items = groups.flatMap((group, place) => (wish.unfolded.has(group.label) ? [groupItem(place), ...group.rows] : [groupItem(place)]));
  return { items: joined(pinned, items), pinned: pinned.length, groups };
}

function joined(first: readonly number[], then: ArrayLike<number>): Int32Array {
  const items = new Int32Array(first.length + then.length);
  items.set(first);
  items.set(then, first.length);
  return items;
}

// Brushing asks for the same order thirty times a second, each time with another mask.
let last: { column: Column; up: boolean; rows: Int32Array } | null = null;

function sorted(trials: Trials, { key, up }: Wish['sort']): Int32Array {
  const column = trials.columns.get(key) ?? trials.columns.get('index');
  if (!column) return new Int32Array(0);
  if (last?.column !== column || last.up !== up) {
    last = {
      column,
      up,
      rows: sortRows(
        Int32Array.from({ length: trials.count }, (_, row) => row),
        column,
        up,
      ),
    };
  }
  return last.rows;
}

function remaining(rows: Int32Array, mask: Uint8Array | null, pinned: ReadonlySet<number>): Int32Array {
  return mask || pinned.size > 0 ? rows.filter((row) => (mask ? mask[row] === 1 : true) && !pinned.has(row)) : rows;
}

/** By the mean of numbers, or by what the group's first trial has. */
function sortGroups(groups: Group[], { trials, sort }: Wish): Group[] {
  const of = groupKey(trials, sort.key);
  const keyed = groups.map((group) => ({ group, key: of(group) }));
  const sign = sort.up ? 1 : -1;
  return keyed.sort((a, b) => compare(a.key, b.key, sign)).map(({ group }) => group);
}

function groupKey(trials: Trials, key: string): (group: Group) => number {
  const value = trials.columns.get('value')?.values ?? new Float64Array(0);
  if (key === 'index') return (group) => group.rows.length;
  if (key === 'g.std') return (group) => summarize(value, group.rows).std;
  if (key === 'g.min') return (group) => summarize(value, group.rows).min;
  if (key === 'g.max') return (group) => summarize(value, group.rows).max;
  const column = trials.columns.get(key);
  if (!column) return (group) => group.rows[0] ?? 0;
  const keys = sortKeys(column);
  return column.categories ? (group) => keys[group.rows[0] ?? 0] ?? Number.NaN : (group) => summarize(keys, group.rows).mean;
}
