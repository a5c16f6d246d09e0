import { raster } from '../../math/raster';
import type { Box } from '../axes';
import type { Canvas } from '../canvas';
import { put } from '../lines';
import { css, packed } from '../palette';
import type { Rgb } from '../theme';

export interface Dots {
  readonly rows: ArrayLike<number>;
  x(row: number): number;
  y(row: number): number;
  /** A row's place in `colours`; higher ones are drawn above lower ones. */
  colour(row: number): number;
  readonly colours: readonly Rgb[];
}

/** Up to here dots are drawn round and smooth by the canvas; beyond, we set pixels. */
const crisp = 1500;

export function drawDots(canvas: Canvas, dots: Dots, box: Box, radius = radiusFor(dots.rows.length)): void {
  if (dots.rows.length <= crisp) fillDots(canvas, dots, radius);
  else stampDots(canvas, dots, box, radius);
}

const radiusFor = (count: number): number => (count > 4000 ? 1.6 : count > 300 ? 2.4 : 4);

function fillDots({ context }: Canvas, { rows, x, y, colour, colours }: Dots, radius: number): void {
  const order = Array.from(rows).sort((a, b) => colour(a) - colour(b));
  context.globalAlpha = 0.9;
  for (const row of order) {
    context.fillStyle = css(colours[colour(row)] as Rgb);
    context.beginPath();
    context.arc(x(row), y(row), radius, 0, 7);
    context.fill();
  }
  context.globalAlpha = 1;
}

function stampDots(canvas: Canvas, { rows, x, y, colour, colours }: Dots, box: Box, radius: number): void {
  const { ratio } = canvas;
  const target = raster(Math.ceil(box.width * ratio) + 8, Math.ceil(box.height * ratio) + 8);
  const reach = Math.round(radius * ratio);
  const stamp: [number, number][] = [];
  for (let down = -reach; down <= reach; down++)
    for (let across = -reach; across <= reach; across++) if (Math.hypot(down, across) <= radius * ratio) stamp.push([across, down]);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number;
    const [left, top] = [Math.round((x(row) - box.left) * ratio) + 4, Math.round((y(row) - box.top) * ratio) + 4];
    const value = colour(row) + 1;
    for (const [across, down] of stamp) {
      const [column, line] = [left + across, top + down];
      if (column < 0 || line < 0 || column >= target.width || line >= target.height) continue;
      const pixel = line * target.width + column;
      if ((target.pixels[pixel] as number) < value) target.pixels[pixel] = value;
    }
  }
  const ink = Uint32Array.from([0, ...colours.map((one) => packed(one))]);
  put(canvas, target, ink, { ...box, left: box.left - 4 / ratio, top: box.top - 4 / ratio }, ratio);
}

/** A ring around a dot that is hovered or pinned. */
export function ringDot({ context, theme }: Canvas, x: number, y: number, strong: boolean): void {
  context.strokeStyle = theme.colour('surface');
  context.lineWidth = 4;
  context.beginPath();
  context.arc(x, y, strong ? 7 : 5.5, 0, 7);
  context.stroke();
  context.strokeStyle = theme.colour(strong ? 'ink' : 'accent');
  context.lineWidth = 2;
  context.stroke();
}
