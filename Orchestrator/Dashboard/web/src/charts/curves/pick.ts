import { brush, hovered } from '../../data/view';
import { bestFirst, pinHovered, walk } from '../keys';
import type { Drag, Handlers, Point } from '../Plot';
import type { CurvesModel } from './model';

/** How far a curve may be from the pointer, in CSS pixels. */
const reach = 14;

export function curvesHandlers(model: CurvesModel): Handlers {
  return {
    hover: (at) => {
      const found = at && nearest(model, at);
      model.pointer.value = found ? found.place : null;
      hovered.value = found ? found.row : null;
    },
    click: (at) => {
      const near = model.frame.now?.at(at).inside;
      if (hovered.value !== null) pinHovered();
      else if (near) brush({ key: model.final.value, interval: null });
    },
    drag: (from) => finalDrag(model, from),
    key: (event) => {
      model.pointer.value = null;
      return walk(event, () => model.only ?? bestFirst(model.sweep));
    },
  };
}

/** Dragging up or down selects the trials that ended between. */
function finalDrag(model: CurvesModel, from: Point): Drag | null {
  const frame = model.frame.now;
  if (!frame || model.only) return null;
  const value = (at: Point) =>
    Number(frame.at({ x: at.x, y: Math.max(frame.box.top, Math.min(frame.box.top + frame.box.height, at.y)) }).y.toPrecision(5));
  return { move: (to) => brush({ key: model.final.value, interval: [value(from), value(to)] }) };
}

/** The curve that passes nearest above or below the pointer, and its point beside it. */
function nearest(model: CurvesModel, at: Point): { row: number; place: number } | null {
  const frame = model.frame.now;
  if (!frame) return null;
  const step = frame.at(at).x;
  let best: { row: number; place: number } | null = null;
  let distance = reach;
  for (const row of model.lit.value) {
    const curve = model.shown.value.get(row);
    if (!curve || curve.steps.length === 0) continue;
    const right = atOrAfter(curve.steps, step);
    const left = Math.max(0, right - 1);
    const [x0, x1] = [frame.px(curve.steps[left] as number), frame.px(curve.steps[right] as number)];
    const share = x1 > x0 ? Math.min(1, Math.max(0, (at.x - x0) / (x1 - x0))) : 1;
    const [y0, y1] = [frame.py(curve.values[left] as number), frame.py(curve.values[right] as number)];
    const off = Math.hypot(y0 + (y1 - y0) * share - at.y, Math.max(0, x0 - at.x, at.x - Math.max(x1, x0)));
    if (off < distance) [best, distance] = [{ row, place: share < 0.5 ? left : right }, off];
  }
  return best;
}

/** The first place whose step is not before this one; the last where all are. */
function atOrAfter(steps: ArrayLike<number>, step: number): number {
  let [low, high] = [0, steps.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] as number) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}
