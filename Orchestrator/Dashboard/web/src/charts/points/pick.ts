import type { Column } from '../../data/trials';
import { brush, hovered } from '../../data/view';
import { pinHovered, walk } from '../keys';
import type { Handlers, Point } from '../Plot';
import { dotX, dotY } from './draw';
import type { PointsModel } from './model';

/** How far a dot may be from the pointer, in CSS pixels. */
const reach = 16;

/** What a stretch of the x axis selects, where that axis is no column of the trials. */
export type BrushX = (from: number, to: number) => { key: string; interval: readonly [number, number] | null };

/** Hover the nearest dot, click to pin it, drag a box to select by both columns, click beside the dots to let go. */
export function pointsHandlers(model: PointsModel, brushX?: BrushX): Handlers {
  return {
    hover: (at) => {
      hovered.value = at && nearest(model, at);
    },
    click: () => {
      if (hovered.value !== null) pinHovered();
      else brush({ key: brushX?.(0, 0).key ?? model.x.value.key, interval: null }, { key: model.y.value.key, interval: null });
    },
    drag: (from) => ({ move: (to) => brushBox(model, from, to, brushX) }),
    key: (event) => walk(event, () => alongX(model)),
  };
}

function nearest(model: PointsModel, at: Point): number | null {
  const frame = model.frame.now;
  if (!frame) return null;
  let [best, distance] = [-1, reach];
  for (const row of model.lit.value) {
    const off = Math.hypot(dotX(model, frame, row) - at.x, dotY(model, frame, row) - at.y);
    if (off < distance) [best, distance] = [row, off];
  }
  return best < 0 ? null : best;
}

function brushBox(model: PointsModel, from: Point, to: Point, brushX?: BrushX): void {
  const frame = model.frame.now;
  if (!frame) return;
  const [a, b] = [frame.at(within(model, from)), frame.at(within(model, to))];
  const across = brushX?.(Math.min(a.x, b.x), Math.max(a.x, b.x));
  brush(across ?? { key: model.x.value.key, interval: interval(model.x.value, a.x, b.x) }, {
    key: model.y.value.key,
    interval: interval(model.y.value, a.y, b.y),
  });
}

function within({ frame }: PointsModel, { x, y }: Point): { x: number; y: number } {
  const box = frame.now?.box ?? { left: 0, top: 0, width: 0, height: 0 };
  return { x: Math.min(box.left + box.width, Math.max(box.left, x)), y: Math.min(box.top + box.height, Math.max(box.top, y)) };
}

/** Five digits do: an address is read by people, too. */
const interval = ({ categories }: Column, a: number, b: number): [number, number] =>
  categories
    ? [Math.round(Math.min(a, b) * 10) / 10, Math.round(Math.max(a, b) * 10) / 10]
    : [Number(a.toPrecision(5)), Number(b.toPrecision(5))];

function alongX({ lit, x }: PointsModel): number[] {
  const { values } = x.value;
  return Array.from(lit.value).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
}
