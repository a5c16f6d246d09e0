import { crop, type Pixels } from './tiles';

/** Decoded images over a square of the latent plane, side by side without gaps. */
export interface Manifold {
  /** Nothing but the images. */
  readonly pixels: Pixels;
  /** Images along an edge. */
  readonly side: number;
  /** Pixels along an edge of an image. */
  readonly width: number;
  readonly height: number;
}

export interface Point {
  /** To the right. */
  readonly x: number;
  /** Upwards. */
  readonly y: number;
}

// As the trainer draws it: Experiments/Pictures/Manifold.cs, and TrialPictures.cs for side and extent.
const left = 56;
const top = 36;
const bottom = 48;
const side = 30;

/** The latent value at the middle of the outermost images. */
export const extent = 4;

/** The images of a manifold picture; null where it is none of ours. */
export function manifoldOf(picture: Pixels): Manifold | null {
  const height = (picture.height - top - bottom) / side;
  if (!Number.isInteger(height) || height < 1 || picture.width < left + side * height) return null;
  return { pixels: crop(picture, left, top, side * height, side * height), side, width: height, height };
}

/** Where a point lies, in images from the left and from the top; the middle of the first is 0. */
export const placeOf = (of: Manifold, { x, y }: Point): Point => {
  const along = (value: number) => ((clamp(value) + extent) / (2 * extent)) * (of.side - 1);
  return { x: along(x), y: of.side - 1 - along(y) };
};

/** The point at a share of the picture's width and height, 0 to 1 from the top left. */
export function pointAt(of: Manifold, across: number, down: number): Point {
  const value = (share: number) => clamp(((share * of.side - 0.5) / (of.side - 1)) * 2 * extent - extent);
  return { x: value(across), y: -value(down) };
}

/** And back. */
export function shareAt(of: Manifold, point: Point): Point {
  const place = placeOf(of, point);
  return { x: (place.x + 0.5) / of.side, y: (place.y + 0.5) / of.side };
}

export const clamp = (value: number): number => Math.min(extent, Math.max(-extent, value));

/** The image at a point: at the middle of an image that image itself, elsewhere the four around it, weighed by how near they are. */
export function blended(of: Manifold, point: Point): Pixels {
  const place = placeOf(of, point);
  const [column, row] = [Math.min(of.side - 2, Math.floor(place.x)), Math.min(of.side - 2, Math.floor(place.y))];
  const [right, down] = [place.x - column, place.y - row];
  const parts = [
    [column, row, (1 - right) * (1 - down)],
    [column + 1, row, right * (1 - down)],
    [column, row + 1, (1 - right) * down],
    [column + 1, row + 1, right * down],
  ] as const;
  const data = new Uint8ClampedArray(4 * of.width * of.height);
  const sums = new Float32Array(data.length);
  for (const [x, y, weight] of parts) add(sums, of, x, y, weight);
  data.set(sums);
  return { width: of.width, height: of.height, data };
}

function add(sums: Float32Array, { pixels, width, height }: Manifold, column: number, row: number, weight: number): void {
  if (weight === 0) return;
  for (let y = 0; y < height; y++) {
    const from = 4 * ((row * height + y) * pixels.width + column * width);
    for (let at = 0; at < 4 * width; at++)
      sums[4 * width * y + at] = (sums[4 * width * y + at] ?? 0) + weight * (pixels.data[from + at] ?? 0);
  }
}
