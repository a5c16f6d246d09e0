import type { Point } from '../Plot';
import { axisX, boxOf } from './draw';
import type { Axis, ParallelModel } from './model';

/** The axis under a point, and what a height on it means. */
export function axisAt({ axes }: ParallelModel, at: Point): { axis: Axis; place(y: number): number } | null {
  const box = boxOf(at);
  const found = axes.value.findIndex((_, place) => Math.abs(at.x - axisX(box, place, axes.value.length)) <= 14);
  const axis = axes.value[found];
  return axis ? { axis, place: (y) => Math.min(1, Math.max(0, 1 - (y - box.top) / box.height)) } : null;
}

/** How far a line may be from the pointer, in CSS pixels. */
const reach = 12;

/** The selected trial whose line passes nearest above or below the point. */
export function nearest({ axes, lit }: ParallelModel, at: Point): number | null {
  const box = boxOf(at);
  const across = ((at.x - box.left) / box.width) * (axes.value.length - 1);
  const from = Math.min(axes.value.length - 2, Math.max(0, Math.floor(across)));
  const [left, right] = [axes.value[from]?.places, axes.value[from + 1]?.places];
  if (!left || !right) return null;
  const share = Math.min(1, Math.max(0, across - from));
  const wanted = 1 - (at.y - box.top) / box.height;
  let [best, distance] = [-1, reach / box.height];
  for (const row of lit.value) {
    const [a, b] = [left[row] as number, right[row] as number];
    const off = Math.abs(a + (b - a) * share - wanted);
    if (off < distance) [best, distance] = [row, off];
  }
  return best < 0 ? null : best;
}
