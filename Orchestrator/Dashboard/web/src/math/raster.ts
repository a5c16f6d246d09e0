/**
 * One byte a pixel, the largest that was drawn there. Ten thousand lines cost a canvas half a second and this a few hundredths, and the best
 * line is on top in whatever order they come.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export const raster = (width: number, height: number): Raster => ({ width, height, pixels: new Uint8Array(width * height) });

/** A line, a pixel wide, ends included; the part outside is cut off. x0 ≤ x1. Written for speed: a page draws ten million of these pixels. */
export function line({ width, height, pixels }: Raster, x0: number, y0: number, x1: number, y1: number, value: number): void {
  if (!(x1 >= 0 && x0 < width) || Number.isNaN(y0 + y1)) return;
  const slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
  const from = x0 > 0 ? Math.floor(x0 + 0.5) : 0;
  const to = x1 < width - 1 ? Math.floor(x1 + 0.5) : width - 1;
  const end = Math.floor((x1 < width - 1 ? y1 : y0 + (to - x0) * slope) + 0.5);
  let y = y0 + (from - x0) * slope + 0.5;
  let last = Math.floor(y);
  if (from === to) column(pixels, from, width, height, last, end, value);
  else if (last >= 0 && last < height) dot(pixels, last * width + from, value);
  for (let x = from + 1; x <= to; x++) {
    y += slope;
    const next = x === to ? end : Math.floor(y);
    if (next === last) {
      if (next >= 0 && next < height) dot(pixels, next * width + x, value);
    } else {
      // A steep line fills its column from where the last one ended, so that it has no holes.
      column(pixels, x, width, height, next > last ? last + 1 : last - 1, next, value);
      last = next;
    }
  }
}

function column(pixels: Uint8Array, x: number, width: number, height: number, a: number, b: number, value: number): void {
  const stop = Math.min(height - 1, Math.max(a, b)) * width + x;
  for (let pixel = Math.max(0, Math.min(a, b)) * width + x; pixel <= stop; pixel += width) dot(pixels, pixel, value);
}

function dot(pixels: Uint8Array, pixel: number, value: number): void {
  if ((pixels[pixel] as number) < value) pixels[pixel] = value;
}
