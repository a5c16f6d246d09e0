import type { Scale } from '../math/scale';
import type { Tick } from '../math/ticks';
import type { Canvas } from './canvas';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Frame {
  readonly box: Box;
  readonly x: Scale;
  readonly y: Scale;
  px(value: number): number;
  py(value: number): number;
  /** Where a pixel lies on the scales. */
  at(point: { x: number; y: number }): { x: number; y: number; inside: boolean };
}

export interface AxesOf {
  readonly x: Scale;
  readonly y: Scale;
  readonly xLabel: string;
  readonly yLabel: string;
}

const size = 11;
const gap = 8;
const longest = 16;

export const fontOf = ({ theme }: Canvas, weight = ''): string => `${weight} ${size}px ${theme.font}`.trim();

const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

/** Where everything goes; depends on the labels' widths, so that none is cut off. */
export function frameOf(canvas: Canvas, { x, y }: AxesOf): Frame {
  const { context, width, height } = canvas;
  context.font = fontOf(canvas);
  const yLabels = y.ticks(yRoom(y, height - 60)).map((tick) => context.measureText(short(tick.label)).width);
  const left = Math.min(width * 0.4, Math.max(28, ...yLabels) + 12);
  const bottom = slanted(canvas, x, width - left - 16) ? 74 : 38;
  return place(x, y, { left, top: 22, width: Math.max(10, width - left - 16), height: Math.max(10, height - bottom - 22) });
}

export function place(x: Scale, y: Scale, box: Box): Frame {
  const px = (value: number) => box.left + x.place(value) * box.width;
  const py = (value: number) => box.top + (1 - y.place(value)) * box.height;
  return {
    box,
    x,
    y,
    px,
    py,
    at(point) {
      const [across, up] = [(point.x - box.left) / box.width, 1 - (point.y - box.top) / box.height];
      return { x: x.value(across), y: y.value(up), inside: across >= 0 && across <= 1 && up >= 0 && up <= 1 };
    },
  };
}

const widest = ({ context }: Canvas, ticks: readonly Tick[]): number =>
  Math.max(0, ...ticks.map((tick) => context.measureText(short(tick.label)).width));

/** How many labels go up an axis: numbers at ease, names as close as they can be read. */
const yRoom = ({ kind }: Scale, height: number): number => Math.floor(height / (kind === 'category' ? 15 : 38));

/** Names that do not fit side by side are written aslant; numbers are skipped instead. */
function slanted(canvas: Canvas, x: Scale, width: number): boolean {
  if (x.kind !== 'category') return false;
  const ticks = x.ticks(Number.POSITIVE_INFINITY);
  return ticks.length * (widest(canvas, ticks) + gap) > width;
}

export function drawAxes(canvas: Canvas, frame: Frame, { xLabel, yLabel }: AxesOf): void {
  const { context, theme } = canvas;
  const { box } = frame;
  context.font = fontOf(canvas);
  context.lineWidth = 1;
  context.fillStyle = theme.colour('quiet');
  context.strokeStyle = theme.colour('line');
  drawY(canvas, frame);
  drawX(canvas, frame);
  context.fillStyle = theme.colour('quiet');
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.fillText(clipped(canvas, yLabel, box.width), box.left, box.top - 9);
  context.textAlign = 'right';
  context.fillText(clipped(canvas, xLabel, box.width), box.left + box.width, canvas.height - 5);
}

function drawY(canvas: Canvas, { box, y, py }: Frame): void {
  const { context } = canvas;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  let above = Number.POSITIVE_INFINITY;
  for (const { value, label } of y.ticks(yRoom(y, box.height))) {
    const at = Math.round(py(value)) + 0.5;
    rule(context, box.left, at, box.left + box.width, at, label !== '');
    if (!label || above - at < size + 2) continue;
    context.fillText(short(label), box.left - 7, at);
    above = at;
  }
}

function drawX(canvas: Canvas, { box, x, px }: Frame): void {
  const { context } = canvas;
  const aslant = slanted(canvas, x, box.width);
  const room = aslant ? Math.floor(box.width / (size + 4)) : Math.max(2, Math.floor(box.width / (widest(canvas, x.ticks(8)) + 36)));
  const floor = box.top + box.height;
  let end = Number.NEGATIVE_INFINITY;
  for (const { value, label } of x.ticks(room)) {
    const at = Math.round(px(value)) + 0.5;
    rule(context, at, box.top, at, floor, label !== '');
    if (!label) continue;
    if (aslant) slant(context, short(label), at, floor + 8);
    else end = level(context, short(label), at, floor + 6, end);
  }
}

/** Written only where it does not touch the one before; answers where it ends. */
function level(context: CanvasRenderingContext2D, label: string, at: number, top: number, end: number): number {
  const half = context.measureText(label).width / 2;
  if (at - half < end + gap) return end;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillText(label, at, top);
  return at + half;
}

function slant(context: CanvasRenderingContext2D, label: string, at: number, top: number): void {
  context.save();
  context.translate(at, top);
  context.rotate(-0.6);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.fillText(label, 0, 0);
  context.restore();
}

function rule(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number, full: boolean): void {
  context.globalAlpha = full ? 0.8 : 0.35;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
  context.globalAlpha = 1;
}

/** As much of a text as there is room for. */
export function clipped({ context }: Canvas, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let end = text.length - 1;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > room) end--;
  return `${text.slice(0, end)}…`;
}
