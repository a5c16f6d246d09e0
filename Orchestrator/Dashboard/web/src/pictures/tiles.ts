/** An image as bytes: red, green, blue, alpha for each pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

// The trainer draws a thin frame of this grey around each picture on a sheet (Experiments/Pictures/Sheet.cs).
const frameGrey = 0xd8;
const leastSide = 18;

/**
 * The pictures of a sheet, row by row, each brought back to its own size. They are found by their frames and not by distances, so that a sheet's labels and title may
 * have any length. Empty where there is none: somebody else's picture, or a browser that does not give pixels away.
 */
export function tiles(sheet: Pixels): Pixels[][] {
  const frames = findFrames(sheet);
  const cut = frames.map((frame) => crop(sheet, frame.x + 1, frame.y + 1, frame.width - 2, frame.height - 2));
  const factor = enlargement(cut);
  const rows = new Map<number, Pixels[]>();
  frames.forEach((frame, at) => {
    const row = rows.get(frame.y) ?? [];
    rows.set(frame.y, [...row, shrink(cut[at] as Pixels, factor)]);
  });
  return [...rows.values()];
}

function findFrames(sheet: Pixels): Frame[] {
  const found: Frame[] = [];
  for (let y = 0; y < sheet.height; y++) {
    for (let x = 0; x < sheet.width; x++) {
      if (!isFrame(sheet, x, y)) continue;
      const width = run(sheet, x, y);
      const inside = found.find((frame) => x >= frame.x && x < frame.x + frame.width && y < frame.y + frame.height);
      const frame = inside || width < leastSide ? null : frameAt(sheet, x, y, width);
      if (frame) found.push(frame);
      x = inside ? inside.x + inside.width : x + width;
    }
  }
  return found;
}

function frameAt(sheet: Pixels, x: number, y: number, width: number): Frame | null {
  let bottom = y;
  while (isFrame(sheet, x, bottom + 1) && isFrame(sheet, x + width - 1, bottom + 1)) bottom++;
  const height = bottom - y + 1;
  return height >= leastSide && run(sheet, x, bottom) === width ? { x, y, width, height } : null;
}

function run(sheet: Pixels, x: number, y: number): number {
  let end = x;
  while (isFrame(sheet, end, y)) end++;
  return end - x;
}

function isFrame({ width, height, data }: Pixels, x: number, y: number): boolean {
  if (x >= width || y >= height) return false;
  const at = 4 * (y * width + x);
  return data[at] === frameGrey && data[at + 1] === frameGrey && data[at + 2] === frameGrey;
}

export function crop(sheet: Pixels, x: number, y: number, width: number, height: number): Pixels {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((y + row) * sheet.width + x);
    data.set(sheet.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  return { width, height, data };
}

/** How many times all of them are enlarged: the most for which every picture is made of blocks of one colour. */
function enlargement(pictures: readonly Pixels[]): number {
  for (let factor = 16; factor > 1; factor--) {
    const fits = ({ width, height }: Pixels) => width % factor === 0 && height % factor === 0;
    if (pictures.every((picture) => fits(picture) && isBlocks(picture, factor))) return factor;
  }
  return 1;
}

function isBlocks({ width, height, data }: Pixels, factor: number): boolean {
  const words = new Uint32Array(data.buffer, data.byteOffset, width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (words[y * width + x] !== words[(y - (y % factor)) * width + x - (x % factor)]) return false;
    }
  }
  return true;
}

function shrink(picture: Pixels, factor: number): Pixels {
  const [width, height] = [picture.width / factor, picture.height / factor];
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 4 * (y * factor * picture.width + x * factor);
      data.set(picture.data.subarray(from, from + 4), 4 * (y * width + x));
    }
  }
  return { width, height, data };
}

export function same(one: Pixels | undefined, other: Pixels | undefined): boolean {
  return one !== undefined && other !== undefined && one.width === other.width && one.data.every((byte, at) => byte === other.data[at]);
}

export const sameRow = (one: readonly Pixels[], other: readonly Pixels[]): boolean =>
  one.length === other.length && one.every((picture, at) => same(picture, other[at]));
