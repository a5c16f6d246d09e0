/**
 * One byte a pixel, what was drawn there last. Ten thousand lines cost a canvas half a second and this a few hundredths.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export const raster = (width: number, height: number): Raster => ({ width, height, pixels: new Uint8Array(width * height) });

/** A line, a pixel wide, ends included; the part outside is cut off. x0 ≤ x1. Written for speed: a page draws ten million of these pixels. */
export function line(target: Raster, x0: number, y0: number, x1: number, y1: number, value: number): void {
  const [right, floor] = [target.width - 1, target.height - 1];
  if (!(x1 >= 0 && x0 <= right && Math.max(y0, y1) >= 0 && Math.min(y0, y1) <= floor)) return;
  const [across, down] = [(y1 - y0) / (x1 - x0), (x1 - x0) / (y1 - y0)];
  let [ax, ay, bx, by] = [x0, y0, x1, y1];
  if (ax < 0) [ax, ay] = [0, y0 - x0 * across];
  if (bx > right) [bx, by] = [right, y0 + (right - x0) * across];
  if (Math.max(ay, by) < 0 || Math.min(ay, by) > floor) return;
  if (ay < 0 || ay > floor) [ax, ay] = meet(x0, y0, down, ay < 0 ? 0 : floor);
  if (by < 0 || by > floor) [bx, by] = meet(x0, y0, down, by < 0 ? 0 : floor);
  if (Math.abs(by - ay) > bx - ax) steep(target, ax, ay, bx, by, value);
  else flat(target, ax, ay, bx, by, value);
}

const meet = (x0: number, y0: number, down: number, y: number): [number, number] => [x0 + (y - y0) * down, y];

/** A pixel a column. All is inside, so that `| 0` rounds down. */
function flat({ width, pixels }: Raster, x0: number, y0: number, x1: number, y1: number, value: number): void {
  const [from, to] = [(x0 + 0.5) | 0, (x1 + 0.5) | 0];
  const slope = to > from ? (y1 - y0) / (to - from) : 0;
  let y = y0 + 0.5;
  for (let x = from; x <= to; x++) {
    pixels[(y | 0) * width + x] = value;
    y += slope;
  }
}

/** A pixel a row. */
function steep({ width, pixels }: Raster, x0: number, y0: number, x1: number, y1: number, value: number): void {
  const [top, bottom] = y0 < y1 ? [(y0 + 0.5) | 0, (y1 + 0.5) | 0] : [(y1 + 0.5) | 0, (y0 + 0.5) | 0];
  const slope = bottom > top ? (y0 < y1 ? x1 - x0 : x0 - x1) / (bottom - top) : 0;
  let x = (y0 < y1 ? x0 : x1) + 0.5;
  for (let row = top * width; row <= bottom * width; row += width) {
    pixels[row + (x | 0)] = value;
    x += slope;
  }
}

/**
 * The first `count` items by their level (a byte), lowest first: drawn in this order, the best is on top. To look at what is there already
 * would cost each pixel more than this costs each line.
 */
export function lowestFirst(items: ArrayLike<number>, count: number, level: (item: number) => number): Int32Array {
  const ends = new Int32Array(257);
  for (let place = 0; place < count; place++) {
    const next = level(items[place] as number) + 1;
    ends[next] = (ends[next] as number) + 1;
  }
  for (let at = 1; at < ends.length; at++) ends[at] = (ends[at] as number) + (ends[at - 1] as number);
  const ordered = new Int32Array(count);
  for (let place = 0; place < count; place++) {
    const item = items[place] as number;
    const at = level(item);
    const end = ends[at] as number;
    ordered[end] = item;
    ends[at] = end + 1;
  }
  return ordered;
}
