import { type Column, type Trials, text } from '../data/trials';

/** A column as the table shows it; without `column` one that is text or a number over a group. */
export interface Shown {
  readonly key: string;
  readonly label: string;
  readonly column: Column | null;
  readonly number: boolean;
  /** Pixels; the last column takes what is left. */
  readonly width: number;
}

/** Columns that only groups have. */
export const groupKeys = ['g.std', 'g.min', 'g.max'] as const;
const groupLabels: Record<string, string> = { 'g.std': 'std', 'g.min': 'min', 'g.max': 'max' };

export const reasonKey = 'reason';

/** All that the table could show, in its order. */
export function allKeys(trials: Trials): string[] {
  const keys = [...trials.columns.keys()];
  const head = ['index', 'state', 'value'];
  const parameters = keys.filter((key) => key.startsWith('p.'));
  const tail = keys.filter((key) => !head.includes(key) && !parameters.includes(key));
  return [...head, ...parameters, ...tail, reasonKey].filter((key) => key === reasonKey || trials.columns.has(key));
}

/** The usual choice: what tells trials apart. */
export function differing(trials: Trials, anyReason: boolean): string[] {
  const always = ['index', 'value'];
  const never = ['failures'];
  return allKeys(trials).filter((key) =>
    key === reasonKey ? anyReason : always.includes(key) || (!never.includes(key) && trials.columns.get(key)?.varies === true),
  );
}

/** The chosen keys in the table's order, the trial's number always first. */
export function shownColumns(trials: Trials, keys: readonly string[], grouped: boolean): Shown[] {
  const chosen = ['index', ...allKeys(trials).filter((key) => key !== 'index' && keys.includes(key))];
  const all = grouped ? chosen.flatMap((key) => (key === 'value' ? [key, ...groupKeys] : [key])) : chosen;
  return all.map((key) => shown(key, trials.columns.get(key) ?? null, grouped));
}

function shown(key: string, column: Column | null, grouped: boolean): Shown {
  const label = key === 'value' && grouped ? `mean ${column?.label}` : column ? column.label : (groupLabels[key] ?? 'why it failed');
  const number = key === reasonKey ? false : column ? column.categories === null : true;
  return { key, label, column, number, width: widthOf(key, label, column, grouped) };
}

// Pixels: of a digit, of a letter in a head, of a cell's sides, of the arrow in a head.
const digit = 8;
const letter = 8.4;
const sides = 22;
const arrow = 14;
const sampled = 200;

/** Wide enough for the head and for what stands below it, as far as a sample tells. */
function widthOf(key: string, label: string, column: Column | null, grouped: boolean): number {
  if (key === reasonKey) return 380;
  if (key === 'state') return grouped ? 204 : 108;
  if (key === 'seconds') return 104;
  if (key.startsWith('g.')) return 96;
  if (key === 'index') return grouped ? 136 : 104;
  // A measured number may get longer while the sweep runs; a parameter stays what it is.
  const least = column?.categories || column?.key.startsWith('p.') ? 2 : 7;
  const texts = column?.categories ?? (column ? sample(column) : []);
  const longest = texts.reduce((most, one) => Math.max(most, one.length), least);
  return Math.round(sides + Math.max(letter * Math.min(label.length, 26) + arrow, digit * Math.min(longest, 26)));
}

function sample(column: Column): string[] {
  const step = Math.max(1, Math.floor(column.values.length / sampled));
  return Array.from({ length: Math.min(sampled, column.values.length) }, (_, i) => text(column, i * step));
}
