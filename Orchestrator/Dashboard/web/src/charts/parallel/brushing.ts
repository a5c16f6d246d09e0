import { brush, brushes } from '../../data/view';
import type { Axis } from './model';

export type Interval = readonly [number, number];

/** An axis' brush in places, bottom first, or null. */
export function brushOf({ column, scale, flipped }: Axis): Interval | null {
  const found = brushes.value.find(({ key }) => key === column.key);
  if (!found) return null;
  const ends = [found.from, found.to].map((value) => {
    const place = scale.place(value);
    const known = Number.isNaN(place) ? 0 : Math.min(1, Math.max(0, place));
    return flipped ? 1 - known : known;
  });
  return [Math.min(...ends), Math.max(...ends)];
}

/** Brushes between two places; what lies at the very end of an axis is taken with it, whatever the rounding. */
export function brushBetween({ column, scale, flipped }: Axis, a: number, b: number): void {
  const ends = [a, b].map((place) => Math.min(1, Math.max(0, flipped ? 1 - place : place))).sort((x, y) => x - y) as [number, number];
  const value = (place: number) => (place <= 0 ? scale.min : place >= 1 ? scale.max : Number(scale.value(place).toPrecision(5)));
  brush({ key: column.key, interval: [value(ends[0]), value(ends[1])] });
}

export const unbrush = ({ column }: Axis): void => brush({ key: column.key, interval: null });

/** What a drag from this place does: moves the brush that it began in, moves the end that it began at, or begins a new one. */
export function dragFrom(axis: Axis, from: number, near: number): (to: number) => void {
  const old = brushOf(axis);
  if (old) {
    if (Math.abs(from - old[1]) < near) return (to) => brushBetween(axis, old[0], to);
    if (Math.abs(from - old[0]) < near) return (to) => brushBetween(axis, to, old[1]);
    if (from > old[0] && from < old[1]) {
      return (to) => {
        const by = Math.max(-old[0], Math.min(1 - old[1], to - from));
        brushBetween(axis, old[0] + by, old[1] + by);
      };
    }
  }
  return (to) => brushBetween(axis, from, to);
}

/** Up and down move the brush (or begin one at that end), with Shift its upper end; Delete takes it away. True: done. */
export function brushKey(axis: Axis, { key, shiftKey }: KeyboardEvent): boolean {
  if (key === 'Delete' || key === 'Backspace' || key === 'Escape') {
    unbrush(axis);
    return true;
  }
  const by = key === 'ArrowUp' ? 0.05 : key === 'ArrowDown' ? -0.05 : 0;
  if (!by) return false;
  const old = brushOf(axis);
  if (!old) brushBetween(axis, by > 0 ? 0.75 : 0, by > 0 ? 1 : 0.25);
  else if (shiftKey) brushBetween(axis, old[0], Math.max(old[0] + 0.01, old[1] + by));
  else {
    const kept = Math.max(-old[0], Math.min(1 - old[1], by));
    brushBetween(axis, old[0] + kept, old[1] + kept);
  }
  return true;
}
