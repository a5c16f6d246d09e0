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

/** A line, a pixel wide, ends included; the part outside is cut off. x0 ≤ x1. */
export function line({ width, height, pixels }: Raster, x0: number, y0: number, x1: number, y1: number, value: number): void {
  if (!(x1 >= 0 && x0 < width) || Number.isNaN(y0 + y1)) return;
  const slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
  const [from, to] = [Math.max(0, Math.round(x0)), Math.min(width - 1, Math.round(x1))];
  let last = Math.round(y0 + (from - x0) * slope);
  for (let x = from; x <= to; x++) {
    const next = Math.round(x === to && x1 <= width - 1 ? y1 : y0 + (x - x0) * slope);
    // A steep line fills its column from where the last one ended, so that it has no holes.
    let low = last < next ? (x === from ? last : last + 1) : next;
    let high = last > next ? (x === from ? last : last - 1) : next;
    if (low > high) low = high = next;
    for (let y = Math.max(0, low), end = Math.min(height - 1, high); y <= end; y++) {
      const pixel = y * width + x;
      if ((pixels[pixel] as number) < value) pixels[pixel] = value;
    }
    last = next;
  }
}
