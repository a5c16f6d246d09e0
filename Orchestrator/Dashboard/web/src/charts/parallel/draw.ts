import { dragging } from '../../data/dragging';
import { hovered, pinned, trials } from '../../data/view';
import type { Box } from '../axes';
import { clipped, fontOf } from '../axes';
import type { Canvas, Layer } from '../canvas';
import { append, crisp, drawLines, type Points, someOf, Trace } from '../lines';
import { css } from '../palette';
import type { Rgb } from '../theme';
import { brushOf } from './brushing';
import { paintGaps } from './gaps';
import type { Axis, ParallelModel } from './model';

/** Room beside the first and the last axis, in CSS pixels; the heads above are laid out with the same. */
export const room = { left: 20, right: 92, top: 8, bottom: 14 };

export const boxOf = ({ width, height }: { width: number; height: number }): Box => ({
  left: room.left,
  top: room.top,
  width: Math.max(1, width - room.left - room.right),
  height: Math.max(1, height - room.top - room.bottom),
});

export const axisX = (box: Box, place: number, count: number): number => box.left + (count > 1 ? (box.width * place) / (count - 1) : 0);

/** Unselected faint and drawn once, selected above, what is hovered or pinned thick, and the axes last: their numbers must stay legible. */
export function parallelLayers(model: ParallelModel): Layer[] {
  return [
    { draw: (canvas) => drawFaint(canvas, model) },
    { draw: (canvas) => drawLit(canvas, model) },
    { draw: (canvas) => drawMarked(canvas, model) },
    { draw: (canvas) => drawAxes(canvas, model) },
  ];
}

function tracer(axes: readonly Axis[], box: Box): (row: number) => Points {
  const xs = axes.map((_, place) => axisX(box, place, axes.length));
  const into = new Trace();
  return (row) => {
    into.length = 0;
    for (let place = 0; place < axes.length; place++) {
      into.add(xs[place] as number, box.top + (1 - ((axes[place] as Axis).places[row] as number)) * box.height);
    }
    return into;
  };
}

function drawFaint(canvas: Canvas, model: ParallelModel): void {
  if (!model.narrowed.value) return;
  const { count } = trials.value;
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  drawAll(canvas, model.axes.value, rows, new Uint8Array(count), [canvas.theme.rgb('faint')]);
}

/** While something is dragged, so many lines are drawn; the rest when it is let go. */
const whileDragging = 1500;

function drawLit(canvas: Canvas, model: ParallelModel): void {
  const rows = dragging.value ? someOf(model.lit.value, whileDragging) : model.lit.value;
  drawAll(canvas, model.axes.value, rows, model.shadeOf.value, model.shades.value.colours);
}

/** A few with the canvas' smooth lines, many by pieces. */
function drawAll(canvas: Canvas, axes: readonly Axis[], rows: Int32Array, shade: Uint8Array, colours: readonly Rgb[]): void {
  const box = boxOf(canvas);
  if (rows.length > crisp) paintGaps(canvas, axes, rows, shade, colours, box);
  else drawLines(canvas, { rows, trace: tracer(axes, box), colour: (row) => shade[row] as number, colours }, box);
}

function drawMarked(canvas: Canvas, model: ParallelModel): void {
  const box = boxOf(canvas);
  const trace = tracer(model.axes.value, box);
  const mark = (row: number, width: number, colour: string) => {
    if (row >= trials.value.count) return;
    const path = new Path2D();
    append(path, trace(row));
    outline(canvas, path, width, colour);
  };
  const { of, colours } = model.shades.value;
  for (const row of pinned.value) mark(row, 2.5, css(colours[of(row)] as Rgb));
  if (hovered.value !== null) mark(hovered.value, 3.5, canvas.theme.colour('ink'));
}

/** A line with a rim in the page's colour, so that it stands out of the crowd below. */
export function outline({ context, theme }: Canvas, path: Path2D, width: number, colour: string): void {
  context.lineJoin = 'round';
  context.strokeStyle = theme.colour('surface');
  context.lineWidth = width + 3;
  context.stroke(path);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}

function drawAxes(canvas: Canvas, model: ParallelModel): void {
  const box = boxOf(canvas);
  const axes = model.axes.value;
  const between = axes.length > 1 ? box.width / (axes.length - 1) : box.width;
  axes.forEach((axis, place) => {
    drawAxis(canvas, axis, axisX(box, place, axes.length), box, (place === axes.length - 1 ? room.right : between) - 14);
  });
}

function drawAxis(canvas: Canvas, axis: Axis, x: number, box: Box, labelRoom: number): void {
  const { context, theme } = canvas;
  const y = (place: number) => box.top + (1 - place) * box.height;
  context.strokeStyle = theme.colour('quiet');
  context.lineWidth = 1.25;
  context.beginPath();
  context.moveTo(x, box.top);
  context.lineTo(x, box.top + box.height);
  context.stroke();
  context.font = fontOf(canvas);
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  let last = Number.NaN;
  for (const { value, label } of axis.scale.ticks(Math.floor(box.height / 34))) {
    const at = axis.scale.place(value);
    const line = y(axis.flipped ? 1 - at : at);
    context.strokeRect(x - 3, line, 6, 0);
    if (!label || Math.abs(line - last) < 13) continue;
    haloed(canvas, clipped(canvas, label, labelRoom), x + 7, line);
    last = line;
  }
  const interval = brushOf(axis);
  if (interval) drawBrush(canvas, x, y(interval[1]), y(interval[0]));
}

function haloed({ context, theme }: Canvas, label: string, x: number, y: number): void {
  context.save();
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = theme.colour('surface');
  context.strokeText(label, x, y);
  context.fillStyle = theme.colour('ink');
  context.fillText(label, x, y);
  context.restore();
}

function drawBrush({ context, theme }: Canvas, x: number, top: number, bottom: number): void {
  context.save();
  context.fillStyle = theme.colour('accent');
  context.globalAlpha = 0.3;
  context.fillRect(x - 8, top, 16, bottom - top);
  context.globalAlpha = 1;
  context.fillRect(x - 9, top - 1.5, 18, 3);
  context.fillRect(x - 9, bottom - 1.5, 18, 3);
  context.restore();
}
