import { count, duration, plural } from '../app/words';
import { type Group, summarize } from '../data/group';
import { type Column, show, text } from '../data/trials';
import { trials } from '../data/view';
import type { Shown } from './layout';

/** What a group's row says below each column. */
export function groupTexts(group: Group, columns: readonly Shown[]): string[] {
  const value = trials.value.columns.get('value');
  const of = value ? summarize(value.values, group.rows) : null;
  return columns.map(({ key, column }) => {
    if (key === 'index') return plural(group.rows.length, 'trial');
    if (key === 'state' && column) return states(column, group.rows);
    if (key === 'value') return show(of?.mean);
    if (key === 'g.std') return of && Number.isFinite(of.std) ? show(Number(of.std.toPrecision(2))) : '';
    if (key === 'g.min') return show(of?.min);
    if (key === 'g.max') return show(of?.max);
    if (key === 'seconds' && column) return duration(summarize(column.values, group.rows).mean);
    return column ? shared(column, group.rows) : '';
  });
}

/** What all have; where they differ, the mean of what is measured, and nothing of what is set. */
function shared(column: Column, rows: Int32Array): string {
  const [first = 0] = rows;
  if (rows.every((row) => Object.is(column.values[row], column.values[first]))) return text(column, first);
  return column.categories || column.key.startsWith('p.') ? '' : show(summarize(column.values, rows).mean);
}

function states({ values, categories }: Column, rows: Int32Array): string {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const state = categories?.[values[row] ?? 0] ?? '';
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const [[only] = ['']] = counts;
  if (counts.size === 1) return only;
  const parts = ['finished', 'failed', 'running']
    .filter((state) => counts.has(state))
    .map((state) => `${count(counts.get(state) ?? 0)} ${state}`);
  return parts.slice(0, 2).join(', ');
}
