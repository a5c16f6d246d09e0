import { describe, expect, it } from 'vitest';
import { type Pixels, same, tiles } from './tiles';

const paper = (width: number, height: number): Pixels => ({ width, height, data: new Uint8ClampedArray(4 * width * height).fill(255) });

function fill(sheet: Pixels, x: number, y: number, width: number, height: number, grey: (x: number, y: number) => number) {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      sheet.data.set(Array(3).fill(grey(column, row)), 4 * ((y + row) * sheet.width + x + column));
    }
  }
}

/** As Experiments/Pictures/Sheet.cs draws: a frame of a pixel, in it the picture with each pixel so many times. */
function draw(sheet: Pixels, x: number, y: number, side: number, factor: number, grey: (x: number, y: number) => number) {
  fill(sheet, x - 1, y - 1, side * factor + 2, side * factor + 2, () => 0xd8);
  fill(sheet, x, y, side * factor, side * factor, (column, row) => grey(Math.floor(column / factor), Math.floor(row / factor)));
}

describe('the tiles of a sheet', () => {
  it('come row by row in their own size', () => {
    const sheet = paper(300, 200);
    for (const row of [0, 1, 2]) {
      for (const column of [0, 1, 2, 3])
        draw(sheet, 40 + 62 * column, 8 + 62 * row, 28, 2, (x, y) => (x * 7 + y * 3 + row * 40 + column) % 200);
    }
    const rows = tiles(sheet);
    expect(rows.map((row) => row.length)).toEqual([4, 4, 4]);
    expect(rows[1]?.[2]).toMatchObject({ width: 28, height: 28 });
    expect(rows[1]?.[2]?.data[4 * (3 * 28 + 5)]).toBe((5 * 7 + 3 * 3 + 40 + 2) % 200);
  });

  it('may be of the frame’s own grey, or of one colour', () => {
    const sheet = paper(200, 80);
    draw(sheet, 10, 10, 28, 2, () => 0xd8);
    draw(sheet, 80, 10, 28, 2, (x) => x);
    expect(tiles(sheet).map((row) => row.map((tile) => tile.width))).toEqual([[28, 28]]);
  });

  it('are not enlarged where the trainer did not enlarge them', () => {
    const sheet = paper(300, 160);
    draw(sheet, 10, 10, 128, 1, (x, y) => (x + y) % 251);
    expect(tiles(sheet)[0]?.[0]?.width).toBe(128);
  });

  it('are none on a sheet without frames', () => {
    expect(tiles(paper(50, 50))).toEqual([]);
  });

  it('are the same only where each byte is', () => {
    const [one, other] = [paper(4, 4), paper(4, 4)];
    expect(same(one, other)).toBe(true);
    other.data[5] = 0;
    expect(same(one, other)).toBe(false);
  });
});
