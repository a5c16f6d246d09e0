import { line, lowestFirst, type Raster, raster } from '../math/raster';
import type { Box } from './axes';
import type { Canvas } from './canvas';
import { css, packed } from './palette';
import { inSlices } from './slices';
import type { Rgb } from './theme';

/** Room for one line's points, used again for the next; grows as needed. A NaN breaks the line. */
export class Trace {
  x = new Float32Array(256);
  y = new Float32Array(256);
  length = 0;

  add(x: number, y: number): void {
    if (this.length === this.x.length) {
      const [x, y] = [this.x, this.y];
      this.x = new Float32Array(x.length * 2);
      this.y = new Float32Array(y.length * 2);
      this.x.set(x);
      this.y.set(y);
    }
    this.x[this.length] = x;
    this.y[this.length++] = y;
  }
}

/** A line's points. */
export interface Points {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly length: number;
}

export interface Lines {
  readonly rows: ArrayLike<number>;
  /** Good until it is asked for the next row. */
  trace(row: number): Points | undefined;
  /** A row's place in `colours`; higher ones are drawn above lower ones. */
  colour(row: number): number;
  readonly colours: readonly Rgb[];
  readonly alpha?: number;
}

/** Up to here the canvas draws them, smoothed; beyond, we do, a pixel wide: twenty times as fast, and in such a crowd nobody sees a jag. */
export const crisp = 400;

export function drawLines(canvas: Canvas, lines: Lines, box: Box): void {
  if (lines.rows.length <= crisp) strokeAll(canvas.context, lines, box);
  else paintAll(canvas, lines, box);
}

function strokeAll(context: CanvasRenderingContext2D, lines: Lines, box: Box): void {
  const paths = new Map<number, Path2D>();
  for (let place = 0; place < lines.rows.length; place++) {
    const row = lines.rows[place] as number;
    const points = lines.trace(row);
    if (!points) continue;
    const colour = lines.colour(row);
    const path = paths.get(colour) ?? new Path2D();
    paths.set(colour, path);
    append(path, points);
  }
  context.save();
  context.beginPath();
  context.rect(box.left - 2, box.top - 2, box.width + 4, box.height + 4);
  context.clip();
  context.lineWidth = lines.rows.length > 100 ? 1 : 1.5;
  context.lineJoin = 'round';
  for (const colour of [...paths.keys()].sort((a, b) => a - b)) {
    context.strokeStyle = css(lines.colours[colour] as Rgb, lines.alpha);
    context.stroke(paths.get(colour) as Path2D);
  }
  context.restore();
}

export function append(path: Path2D, { x, y, length }: Points): void {
  let open = false;
  for (let place = 0; place < length; place++) {
    if (Number.isNaN(y[place])) open = false;
    else if (open) path.lineTo(x[place] as number, y[place] as number);
    else {
      path.moveTo(x[place] as number, y[place] as number);
      open = true;
    }
  }
}

/** Lines drawn between two looks at the clock. */
const bundle = 32;

function paintAll(canvas: Canvas, lines: Lines, box: Box): void {
  const scale = finest(canvas, lines.rows.length);
  const target = raster(Math.ceil(box.width * scale) + 1, Math.ceil(box.height * scale) + 1);
  const ink = Uint32Array.from([0, ...lines.colours.map((colour) => packed(colour))]);
  const rows = lowestFirst(lines.rows, lines.rows.length, (row) => lines.colour(row));
  let next = 0;
  const draw = () => {
    for (const end = Math.min(rows.length, next + bundle); next < end; next++) {
      const row = rows[next] as number;
      const points = lines.trace(row);
      if (points) paint(target, points, box, scale, lines.colour(row) + 1);
    }
    return next < rows.length;
  };
  inSlices(canvas.context, draw, () => put(canvas, target, ink, box, scale));
}

function paint(target: Raster, { x, y, length }: Points, { left, top }: Box, scale: number, value: number): void {
  for (let at = 1; at < length; at++) {
    const [x0, y0] = [((x[at - 1] as number) - left) * scale, ((y[at - 1] as number) - top) * scale];
    line(target, x0, y0, ((x[at] as number) - left) * scale, ((y[at] as number) - top) * scale, value);
  }
}

/** Pixels a CSS pixel: the screen's own, but one for crowds, where a finer line is only slower. */
export const finest = ({ ratio }: Canvas, rows: number): number => (rows > 1500 ? 1 : ratio);

/** The same ones each time, spread over all: a grid's order must not choose. */
export function someOf<Rows extends Int32Array | readonly number[]>(rows: Rows, most: number): Rows {
  const every = Math.ceil(rows.length / most);
  return every < 2 ? rows : (rows.filter((row: number) => (Math.imul(row, 0x9e3779b1) >>> 8) % every === 0) as Rows);
}

let sheet: OffscreenCanvas | null = null;
let image: ImageData | null = null;

/** Raster values to colours, over whatever the layer has there. */
export function put({ context }: Canvas, { width, height, pixels }: Raster, ink: Uint32Array, { left, top }: Box, scale: number): void {
  sheet ??= new OffscreenCanvas(width, height);
  if (sheet.width !== width || sheet.height !== height) [sheet.width, sheet.height] = [width, height];
  if (image?.width !== width || image.height !== height) image = new ImageData(width, height);
  const target = new Uint32Array(image.data.buffer);
  for (let pixel = 0; pixel < pixels.length; pixel++) target[pixel] = ink[pixels[pixel] as number] as number;
  sheet.getContext('2d')?.putImageData(image, 0, 0);
  context.drawImage(sheet, left, top, width / scale, height / scale);
}
