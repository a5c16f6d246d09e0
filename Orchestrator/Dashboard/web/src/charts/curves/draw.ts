import { computed } from '@preact/signals';
import { dragging } from '../../data/dragging';
import { brushes, hovered, pinned } from '../../data/view';
import { type AxesOf, drawAxes, type Frame, frameOf } from '../axes';
import type { Canvas, Layer } from '../canvas';
import { append, drawLines, type Points, someOf } from '../lines';
import { css, dash, series } from '../palette';
import { outline } from '../parallel/draw';
import type { Rgb } from '../theme';
import type { Band } from './groups';
import type { CurvesModel } from './model';
import { type Projection, projection } from './projection';

/** Behind the selected ones, more than so many are a grey ground anyway. */
const faintest = 2500;

/** While something is dragged, so many curves are drawn; the rest when it is let go. */
const whileDragging = 500;

export function curvesLayers(model: CurvesModel): Layer[] {
  const { bands } = model;
  const axes = computed<AxesOf>(() => ({
    ...model.scales.value,
    xLabel: 'epoch',
    yLabel: model.metric.value + (model.best.value ? ', best so far' : ''),
  }));
  const points = projection();
  const frame = (canvas: Canvas): Frame => frameOf(canvas, axes.value);
  return [
    {
      draw(canvas) {
        model.frame.now = frame(canvas);
        drawAxes(canvas, model.frame.now, axes.value);
        if (!bands.value) drawFaint(canvas, model, model.frame.now, points);
      },
    },
    {
      draw: (canvas) => (bands.value ? drawBands(canvas, frame(canvas), bands.value.shown) : drawLit(canvas, model, frame(canvas), points)),
    },
    { draw: (canvas) => drawMarked(canvas, model, frame(canvas), points) },
  ];
}

function drawFaint(canvas: Canvas, model: CurvesModel, frame: Frame, points: Projection): void {
  if (model.only || !model.narrowed.value) return;
  const all = points(frame, model.shown.value);
  drawLines(
    canvas,
    {
      rows: someOf([...all.keys()], faintest),
      trace: (row) => all.get(row),
      colour: () => 0,
      colours: [canvas.theme.rgb('faint')],
      alpha: 0.9,
    },
    frame.box,
  );
}

function drawLit(canvas: Canvas, model: CurvesModel, frame: Frame, points: Projection): void {
  const all = points(frame, model.shown.value);
  const rows = dragging.value ? someOf(model.lit.value, whileDragging) : model.lit.value;
  const { of, colours } = model.shades.value;
  if (model.only) {
    const place = new Map(model.only.map((row, at) => [row, at]));
    const distinct = model.only.map((_, at) => rgbOf(canvas, at));
    drawLines(canvas, { rows, trace: (row) => all.get(row), colour: (row) => place.get(row) ?? 0, colours: distinct }, frame.box);
  } else drawLines(canvas, { rows, trace: (row) => all.get(row), colour: of, colours, alpha: 0.9 }, frame.box);
  for (const row of rows.length <= 200 ? rows : []) drawPoint(canvas, all.get(row), css(colours[of(row)] as Rgb));
}

const rgbOf = ({ theme }: Canvas, place: number): Rgb => theme.rgb(`series-${(place % 6) + 1}`);

/** A curve of one point is no line. */
function drawPoint({ context }: Canvas, points: Points | undefined, colour: string): void {
  if (points?.length !== 1) return;
  context.fillStyle = colour;
  context.beginPath();
  context.arc(points.x[0] as number, points.y[0] as number, 3, 0, 7);
  context.fill();
}

function drawBands(canvas: Canvas, frame: Frame, shown: readonly Band[]): void {
  const { context, theme } = canvas;
  shown.forEach(({ steps, spread }, place) => {
    const colour = series(theme, place);
    const [edge, middle] = [new Path2D(), new Path2D()];
    const at = (offset: number, step: number) => frame.py((spread[step]?.mean ?? Number.NaN) + offset * (spread[step]?.std ?? 0));
    const lowest = frame.box.top + frame.box.height;
    for (let step = 0; step < steps.length; step++) edge.lineTo(frame.px(steps[step] as number), at(1, step));
    for (let step = steps.length - 1; step >= 0; step--) {
      const low = at(-1, step);
      edge.lineTo(frame.px(steps[step] as number), Number.isNaN(low) ? lowest : Math.min(low, lowest));
    }
    for (let step = 0; step < steps.length; step++) middle.lineTo(frame.px(steps[step] as number), at(0, step));
    context.fillStyle = colour;
    context.globalAlpha = 0.16;
    context.fill(edge);
    context.globalAlpha = 1;
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.setLineDash(dash(place));
    context.stroke(middle);
    context.setLineDash([]);
  });
}

function drawMarked(canvas: Canvas, model: CurvesModel, frame: Frame, points: Projection): void {
  const all = points(frame, model.shown.value);
  const { of, colours } = model.shades.value;
  drawFinalBrush(canvas, model, frame);
  const mark = (row: number, width: number, colour: string) => {
    const found = all.get(row);
    if (!found) return;
    const path = new Path2D();
    append(path, found);
    outline(canvas, path, width, colour);
  };
  if (!model.only) for (const row of pinned.value) mark(row, 2.5, css(colours[of(row)] as Rgb));
  const row = hovered.value;
  if (row === null) return;
  mark(row, 3, canvas.theme.colour('ink'));
  drawAt(canvas, all.get(row), model.pointer.value);
}

/** A dot where the readout reads. */
function drawAt({ context, theme }: Canvas, points: Points | undefined, place: number | null): void {
  if (!points || place === null || place >= points.length) return;
  context.fillStyle = theme.colour('accent');
  context.beginPath();
  context.arc(points.x[place] as number, points.y[place] as number, 4.5, 0, 7);
  context.fill();
}

/** The range of final values that is selected, at the right edge. */
function drawFinalBrush({ context, theme }: Canvas, model: CurvesModel, { box, py }: Frame): void {
  const brush = brushes.value.find(({ key }) => key === model.final.value);
  if (!brush || model.only) return;
  const clamp = (y: number, usual: number) => (Number.isNaN(y) ? usual : Math.max(box.top, Math.min(box.top + box.height, y)));
  const [top, bottom] = [clamp(py(brush.to), box.top), clamp(py(brush.from), box.top + box.height)];
  context.fillStyle = theme.colour('accent');
  context.globalAlpha = 0.3;
  context.fillRect(box.left + box.width + 2, top, 10, bottom - top);
  context.globalAlpha = 1;
  context.fillRect(box.left + box.width + 1, top - 1.5, 12, 3);
  context.fillRect(box.left + box.width + 1, bottom - 1.5, 12, 3);
}
