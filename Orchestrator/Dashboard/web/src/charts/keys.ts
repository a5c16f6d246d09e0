import { hovered, selected, togglePin, trials } from '../data/view';
import type { Sweep } from '../data/wire';
import { lowIsGood } from './columns';

/** Arrow keys walk through rows in the chart's order, Enter pins, Escape lets go. True: the key was meant for this. */
export function walk(event: KeyboardEvent, order: () => readonly number[]): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const row = hovered.value;
  if (event.key === 'Enter' || event.key === ' ') {
    pinHovered();
    return true;
  }
  if (event.key === 'Escape') {
    hovered.value = null;
    return true;
  }
  const to = target(event.key, order, row);
  if (to === undefined) return false;
  hovered.value = to;
  return true;
}

export function pinHovered(): void {
  if (hovered.value !== null) togglePin(hovered.value);
}

function target(key: string, order: () => readonly number[], row: number | null): number | undefined {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  if (step === undefined && key !== 'Home' && key !== 'End') return undefined;
  const rows = order();
  if (key === 'Home') return rows[0];
  if (key === 'End') return rows.at(-1);
  const at = row === null ? -1 : rows.indexOf(row);
  return at < 0 ? rows[0] : rows[Math.min(rows.length - 1, Math.max(0, at + (step as number)))];
}

/** Selected trials that have a value, best first. */
export function bestFirst(sweep: Sweep): number[] {
  const values = trials.value.columns.get('value')?.values;
  if (!values) return [];
  const mask = selected.value;
  const sign = lowIsGood(sweep) ? 1 : -1;
  return Array.from({ length: trials.value.count }, (_, row) => row)
    .filter((row) => mask[row] && !Number.isNaN(values[row]))
    .sort((a, b) => sign * ((values[a] as number) - (values[b] as number)));
}
