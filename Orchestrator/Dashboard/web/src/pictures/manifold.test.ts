import { describe, expect, it } from 'vitest';
import { read } from './decode';
import { blended, extent, manifoldOf, pointAt, shareAt } from './manifold';
import type { Pixels } from './tiles';

/** A manifold of 30 × 30 images of 4 × 4 pixels, each of one grey: its column and, from the bottom, four times its row. */
function picture(): Pixels {
  const [width, height] = [56 + 120 + 20, 36 + 120 + 48];
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let y = 0; y < 120; y++) {
    for (let x = 0; x < 120; x++)
      data.fill(Math.floor(x / 4) + 4 * (29 - Math.floor(y / 4)), 4 * ((y + 36) * width + x + 56), 4 * ((y + 36) * width + x + 56) + 3);
  }
  return { width, height, data };
}

const of = manifoldOf(picture());
if (!of) throw new Error('it is a manifold');
const at = (column: number, row: number) => ({ x: (8 * column) / 29 - 4, y: (8 * row) / 29 - 4 });
const grey = (point: { x: number; y: number }) => blended(of, point).data[0];

describe('a manifold picture', () => {
  it('has its first image at the bottom left', () => {
    expect([of.side, of.width, of.pixels.width]).toEqual([30, 4, 120]);
    expect(grey({ x: -extent, y: -extent })).toBe(0);
    expect(grey({ x: extent, y: -extent })).toBe(29);
    expect(grey({ x: -extent, y: extent })).toBe(116);
  });

  it('gives back an image at its middle and blends between', () => {
    expect(grey(at(7, 3))).toBe(19);
    expect(grey(at(7, 3.5))).toBe(21);
    expect(grey({ x: 99, y: -99 })).toBe(29);
  });

  it('knows where the pointer is', () => {
    const point = pointAt(of, 7.5 / 30, 1 - 3.5 / 30);
    expect(point.x).toBeCloseTo(at(7, 3).x);
    expect(point.y).toBeCloseTo(at(7, 3).y);
    expect(shareAt(of, point).x).toBeCloseTo(7.5 / 30);
    expect(pointAt(of, 0, 0)).toEqual({ x: -4, y: 4 });
  });

  it('is none where the sheet is another', () => {
    expect(manifoldOf({ width: 300, height: 205, data: new Uint8ClampedArray(0) })).toBeNull();
  });
});

describe('a decoded answer', () => {
  it('is read image by image, grey or in colours', () => {
    const answer = (channels: number, ...values: number[]) => Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0, channels, 0, 0, 0, ...values).buffer;
    expect(read(answer(1, 7, 8, 9, 10)).map((image) => [...image.data])).toEqual([
      [7, 7, 7, 255, 8, 8, 8, 255],
      [9, 9, 9, 255, 10, 10, 10, 255],
    ]);
    expect([...(read(answer(3, 1, 2, 3, 4, 5, 6))[0]?.data ?? [])]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
    expect(read(answer(1))).toEqual([]);
  });
});
