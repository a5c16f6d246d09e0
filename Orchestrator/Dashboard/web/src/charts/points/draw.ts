import { brushes, hovered, pinned, trials } from '../../data/view';
import { type AxesOf, drawAxes, type Frame, frameOf } from '../axes';
import type { Canvas, Layer } from '../canvas';
import { titled } from '../columns';
import { drawDots, ringDot } from './dots';
import type { PointsModel } from './model';

export const axesOf = ({ x, y, scales }: PointsModel): AxesOf => ({ ...scales.value, xLabel: titled(x.value), yLabel: titled(y.value) });

/** Axes and unselected dots, selected dots, marks. `above`: what a chart adds over the dots. */
export function pointsLayers(model: PointsModel, above?: (canvas: Canvas, frame: Frame) => void): Layer[] {
  const frame = (canvas: Canvas) => frameOf(canvas, axesOf(model));
  return [
    {
      draw(canvas) {
        model.frame.now = frame(canvas);
        drawAxes(canvas, model.frame.now, axesOf(model));
        if (model.narrowed.value) dots(canvas, model, model.frame.now, model.drawable.value, true);
      },
    },
    {
      draw(canvas) {
        const now = frame(canvas);
        dots(canvas, model, now, model.lit.value, false);
        above?.(canvas, now);
      },
    },
    { draw: (canvas) => drawMarks(canvas, model, frame(canvas)) },
  ];
}

export const dotX = ({ places }: PointsModel, { box }: Frame, row: number): number =>
  box.left + (places.value.x[row] as number) * box.width;
export const dotY = ({ places }: PointsModel, { box }: Frame, row: number): number =>
  box.top + (1 - (places.value.y[row] as number)) * box.height;

function dots(canvas: Canvas, model: PointsModel, frame: Frame, rows: Int32Array, faint: boolean): void {
  const shade = model.shadeOf.value;
  const { x, y } = model.places.value;
  const { left, top, width, height } = frame.box;
  drawDots(
    canvas,
    {
      rows,
      x: (row) => left + (x[row] as number) * width,
      y: (row) => top + (1 - (y[row] as number)) * height,
      colour: faint ? () => 0 : (row) => shade[row] as number,
      colours: faint ? [canvas.theme.rgb('faint')] : model.shades.value.colours,
    },
    frame.box,
  );
}

export function drawMarks(canvas: Canvas, model: PointsModel, frame: Frame): void {
  drawBrushes(canvas, model, frame);
  for (const row of pinned.value) mark(canvas, model, frame, row, false);
  if (hovered.value !== null) mark(canvas, model, frame, hovered.value, true);
}

function mark(canvas: Canvas, model: PointsModel, frame: Frame, row: number, strong: boolean): void {
  const [x, y] = [dotX(model, frame, row), dotY(model, frame, row)];
  if (row < trials.value.count && !Number.isNaN(x + y)) ringDot(canvas, x, y, strong);
}

/** The brushes of both columns: a band, or where they cross a box. */
function drawBrushes({ context, theme }: Canvas, { x, y }: PointsModel, { box, px, py }: Frame): void {
  const of = (key: string) => brushes.value.find((brush) => brush.key === key);
  const [across, up] = [of(x.value.key), of(y.value.key)];
  if (!across && !up) return;
  const inside = (value: number, low: number, high: number, usual: number) =>
    Number.isNaN(value) ? usual : Math.min(high, Math.max(low, value));
  const [right, floor] = [box.left + box.width, box.top + box.height];
  const [x0, x1] = across
    ? [inside(px(across.from), box.left, right, box.left), inside(px(across.to), box.left, right, right)]
    : [box.left, right];
  const [y0, y1] = up ? [inside(py(up.to), box.top, floor, box.top), inside(py(up.from), box.top, floor, floor)] : [box.top, floor];
  context.fillStyle = context.strokeStyle = theme.colour('accent');
  context.globalAlpha = 0.1;
  context.fillRect(x0, y0, x1 - x0, y1 - y0);
  context.globalAlpha = 0.9;
  context.lineWidth = 1.5;
  context.strokeRect(x0, y0, x1 - x0, y1 - y0);
  context.globalAlpha = 1;
}
