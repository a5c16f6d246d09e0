import { computed, type ReadonlySignal, type Signal } from '@preact/signals';
import { contours } from 'd3-contour';
import { show } from '../../data/trials';
import { extent, fitted, linear, type Scale } from '../../math/scale';
import { type AxesOf, clipped, drawAxes, type Frame, fontOf, frameOf } from '../axes';
import type { Canvas, Layer } from '../canvas';
import { isLog, lowIsGood, titled } from '../columns';
import { css, shade } from '../palette';
import { drawDots } from '../points/dots';
import { drawMarks } from '../points/draw';
import type { Rgb, Theme } from '../theme';
import type { ContourModel, HeatMap } from './model';

/** Where the colours of this picture begin and end: those of its cells or its field, not of all trials. */
export const rangeOf = (model: ContourModel): ReadonlySignal<Scale> =>
  computed(() => {
    const found = extent((model.heat.value ?? model.field.value)?.values ?? []);
    return found.max >= found.min ? fitted(found, isLog(model.value.value) && found.min > 0) : linear(0, 1);
  });

export const colourOf = (model: ContourModel, range: Scale, theme: Theme, value: number): Rgb => {
  const place = range.place(value);
  return shade(theme, lowIsGood(model.sweep) ? 1 - place : place);
};

/** `cell`: the heat map's cell under the pointer or the keyboard's cursor. */
export function contourLayers(model: ContourModel, range: ReadonlySignal<Scale>, cell: Signal<number | null>): Layer[] {
  const axes = computed<AxesOf>(() => ({ ...model.scales.value, xLabel: titled(model.x.value), yLabel: titled(model.y.value) }));
  return [
    {
      draw(canvas) {
        const frame = frameOf(canvas, axes.value);
        model.points.frame.now = frame;
        drawAxes(canvas, frame, axes.value);
        if (model.heat.value) drawCells(canvas, model, model.heat.value, frame, range.value);
        else drawField(canvas, model, frame, range.value);
      },
    },
    {
      draw(canvas) {
        const frame = frameOf(canvas, axes.value);
        if (!model.heat.value) return drawMarks(canvas, model.points, frame);
        if (cell.value !== null) outlineCell(canvas, model.heat.value, frame, cell.value);
      },
    },
  ];
}

function cellBox({ width, height }: HeatMap, { box }: Frame, cell: number): { x: number; y: number; width: number; height: number } {
  const [wide, high] = [box.width / width, box.height / height];
  return { x: box.left + (cell % width) * wide, y: box.top + (height - 1 - Math.floor(cell / width)) * high, width: wide, height: high };
}

function drawCells(canvas: Canvas, model: ContourModel, heat: HeatMap, frame: Frame, range: Scale): void {
  const { context, theme } = canvas;
  context.font = fontOf(canvas);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  heat.values.forEach((value, cell) => {
    if (Number.isNaN(value)) return;
    const { x, y, width, height } = cellBox(heat, frame, cell);
    const colour = colourOf(model, range, theme, value);
    context.fillStyle = css(colour);
    context.fillRect(x + 1, y + 1, width - 2, height - 2);
    if (height < 16 || width < 44) return;
    context.fillStyle = readable(colour);
    context.fillText(clipped(canvas, show(value), width - 6), x + width / 2, y + height / 2);
  });
}

/** Black or white, whichever has more contrast on a colour (WCAG's relative luminance). */
function readable([red, green, blue]: Rgb): string {
  const part = (one: number) => (one / 255) ** 2.2;
  return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue) > 0.18 ? '#000' : '#fff';
}

function outlineCell({ context, theme }: Canvas, heat: HeatMap, frame: Frame, cell: number): void {
  const { x, y, width, height } = cellBox(heat, frame, cell);
  context.strokeStyle = theme.colour('surface');
  context.lineWidth = 5;
  context.strokeRect(x + 1, y + 1, width - 2, height - 2);
  context.strokeStyle = theme.colour('ink');
  context.lineWidth = 2.5;
  context.strokeRect(x + 1, y + 1, width - 2, height - 2);
}

const bands = 14;

function drawField(canvas: Canvas, model: ContourModel, { box }: Frame, range: Scale): void {
  const field = model.field.value;
  if (!field) return;
  const { context, theme } = canvas;
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  const thresholds = Array.from({ length: bands }, (_, band) => range.value(band / bands));
  // The lowest threshold also takes what rounding left below it.
  thresholds[0] = (thresholds[0] as number) - Math.abs(thresholds[0] as number) * 1e-9 - 1e-300;
  const rings = contours().size([field.width, field.height]).thresholds(thresholds)(Array.from(field.values));
  rings.forEach(({ coordinates }, band) => {
    const path = new Path2D();
    for (const polygon of coordinates) {
      for (const ring of polygon) {
        ring.forEach(([x = 0, y = 0], place) => {
          const [across, down] = [box.left + (x / field.width) * box.width, box.top + (1 - y / field.height) * box.height];
          if (place === 0) path.moveTo(across, down);
          else path.lineTo(across, down);
        });
        path.closePath();
      }
    }
    context.fillStyle = css(colourOf(model, range, theme, range.value((band + 0.5) / bands)));
    context.fill(path, 'evenodd');
  });
  context.restore();
  drawTrials(canvas, model, box);
}

/** Where the field is known from: no more dots than leave it visible. */
function drawTrials(canvas: Canvas, { points }: ContourModel, box: Frame['box']): void {
  const { x, y } = points.places.value;
  const all = points.lit.value;
  const every = Math.ceil(all.length / 600);
  canvas.context.globalAlpha = 0.6;
  drawDots(
    canvas,
    {
      rows: all.filter((_, place) => place % every === 0),
      x: (row) => box.left + (x[row] as number) * box.width,
      y: (row) => box.top + (1 - (y[row] as number)) * box.height,
      colour: () => 0,
      colours: [canvas.theme.rgb('ink')],
    },
    box,
    1.2,
  );
  canvas.context.globalAlpha = 1;
}
