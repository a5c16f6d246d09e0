import type { Pixels } from './tiles';

type Colour = readonly [number, number, number];

// Magma (van der Walt, Smith): black is no error, and each step looks alike. Read by the colour-blind too.
const magma: readonly Colour[] = [
  [0, 0, 4],
  [81, 18, 124],
  [183, 55, 121],
  [252, 137, 97],
  [252, 253, 191],
];

// Blue to white to red (ColorBrewer RdBu), whose ends the colour-blind tell apart.
const blueRed: readonly Colour[] = [
  [5, 48, 97],
  [67, 147, 195],
  [247, 247, 247],
  [214, 96, 77],
  [103, 0, 31],
];

// An even number, so that the middle is one of them.
const shades = 512;

/** All colours of a scale: a pixel only looks its own up. */
function scale(anchors: readonly Colour[]): readonly Colour[] {
  return Array.from({ length: shades + 1 }, (_, shade) => {
    const at = (shade / shades) * (anchors.length - 1);
    const [low, high] = [anchors[Math.floor(at)], anchors[Math.ceil(at)]] as [Colour, Colour];
    const part = at - Math.floor(at);
    const mixed = (channel: 0 | 1 | 2) => Math.round(low[channel] * (1 - part) + high[channel] * part);
    return [mixed(0), mixed(1), mixed(2)];
  });
}

const errorScale = scale(magma);
const differenceScale = scale(blueRed);
const colour = (of: readonly Colour[], share: number): Colour => of[Math.round(Math.min(1, Math.max(0, share)) * shades)] as Colour;

/** 0 to 1, `full` and more is 1. */
export const errorColour = (error: number, full: number): Colour => colour(errorScale, error / full);

/** −`full` is blue, 0 white, `full` red. */
export const differenceColour = (difference: number, full: number): Colour => colour(differenceScale, 0.5 + difference / (2 * full));

/** What one picture has more than another at a pixel, mean over the colours, −1 to 1. */
function at(one: Pixels, other: Pixels, pixel: number): number {
  const from = 4 * pixel;
  let sum = 0;
  for (let channel = 0; channel < 3; channel++) sum += (one.data[from + channel] ?? 0) - (other.data[from + channel] ?? 0);
  return sum / (3 * 255);
}

/** The same, but colours that differ either way do not cancel out; 0 to 1. */
function distanceAt(one: Pixels, other: Pixels, pixel: number): number {
  const from = 4 * pixel;
  let sum = 0;
  for (let channel = 0; channel < 3; channel++) sum += Math.abs((one.data[from + channel] ?? 0) - (other.data[from + channel] ?? 0));
  return sum / (3 * 255);
}

function paint({ width, height }: Pixels, of: (pixel: number) => Colour): Pixels {
  const data = new Uint8ClampedArray(4 * width * height);
  data.fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) data.set(of(pixel), 4 * pixel);
  return { width, height, data };
}

/** |one − other| as colours; null where they are not of one size. */
export const errorPicture = (one: Pixels, other: Pixels | undefined, full: number): Pixels | null =>
  other && one.data.length === other.data.length ? paint(one, (pixel) => errorColour(distanceAt(one, other, pixel), full)) : null;

/** one − other as colours; null where they are not of one size. */
export const differencePicture = (one: Pixels, other: Pixels | undefined, full: number): Pixels | null =>
  other && one.data.length === other.data.length ? paint(one, (pixel) => differenceColour(at(one, other, pixel), full)) : null;

/** Mean of |one − other| over all pixels, 0 to 1; NaN where they are not of one size. */
export function meanError(one: Pixels, other: Pixels): number {
  if (one.data.length !== other.data.length) return Number.NaN;
  const pixels = one.width * one.height;
  let sum = 0;
  for (let pixel = 0; pixel < pixels; pixel++) sum += distanceAt(one, other, pixel);
  return sum / pixels;
}
