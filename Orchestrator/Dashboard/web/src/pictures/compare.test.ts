import { describe, expect, it } from 'vitest';
import { differencePicture, errorPicture, meanError } from './compare';
import type { Pixels } from './tiles';

const grey = (...values: number[]): Pixels => ({
  width: values.length,
  height: 1,
  data: new Uint8ClampedArray(values.flatMap((value) => [value, value, value, 255])),
});
const colours = (picture: Pixels | null) =>
  Array.from({ length: picture?.width ?? 0 }, (_, at) => [...(picture?.data.subarray(4 * at, 4 * at + 3) ?? [])]);

describe('the comparison of two pictures', () => {
  it('shows no error as black and the full error as the last colour', () => {
    expect(colours(errorPicture(grey(0, 255, 255), grey(0, 0, 0), 0.5))).toEqual([
      [0, 0, 4],
      [252, 253, 191],
      [252, 253, 191],
    ]);
  });

  it('shows brighter as red, darker as blue, alike as white', () => {
    const [red, blue, white] = colours(differencePicture(grey(255, 0, 77), grey(0, 255, 77), 1));
    expect([red, blue, white]).toEqual([
      [103, 0, 31],
      [5, 48, 97],
      [247, 247, 247],
    ]);
  });

  it('has a mean error from 0 to 1', () => {
    expect(meanError(grey(0, 255), grey(255, 255))).toBe(0.5);
  });

  it('is refused for other sizes', () => {
    expect(errorPicture(grey(1), grey(1, 2), 1)).toBeNull();
    expect(differencePicture(grey(1), undefined, 1)).toBeNull();
    expect(meanError(grey(1), grey(1, 2))).toBeNaN();
  });
});
