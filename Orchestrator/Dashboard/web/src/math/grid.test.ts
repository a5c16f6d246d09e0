import { describe, expect, it } from 'vitest';
import { cells, interpolate, levels } from './grid';
import { random } from './random';

describe('interpolation to a grid', () => {
  it('is exact for a constant and close for a plane', () => {
    const draw = random(1);
    const [x, y] = [Float64Array.from({ length: 2000 }, draw), Float64Array.from({ length: 2000 }, draw)];
    const flat = interpolate(x, y, new Float64Array(2000).fill(5), 40);
    for (const value of flat.values) expect(value).toBeCloseTo(5, 9);
    const plane = interpolate(
      x,
      y,
      x.map((value, row) => value + 2 * (y[row] as number)),
      40,
    );
    expect(plane.values[20 * 40 + 20]).toBeCloseTo(20.5 / 40 + (2 * 20.5) / 40, 1);
  });

  it('says nothing far from every trial', () => {
    const draw = random(2);
    const x = Float64Array.from({ length: 500 }, () => draw() * 0.3);
    const field = interpolate(x, x, x, 30);
    expect(field.values[29 * 30 + 29]).toBeNaN();
    expect(field.values[0]).not.toBeNaN();
  });

  it("is a lone trial's value around it and leaves out NaN", () => {
    const field = interpolate([0.05, 0.95, 0.5], [0.05, 0.95, 0.5], [1, 3, Number.NaN], 10);
    expect(field.values[0]).toBeCloseTo(1, 6);
    expect(field.values[99]).toBeCloseTo(3, 6);
  });
});

describe('cells', () => {
  it('hold the mean or the best of their trials', () => {
    const [x, y, z] = [
      [0, 0, 1, -1],
      [0, 0, 1, 0],
      [1, 3, 5, 9],
    ];
    expect([...cells(x as number[], y as number[], z as number[], 2, 2, 'mean').values]).toEqual([2, Number.NaN, Number.NaN, 5]);
    expect(cells(x as number[], y as number[], z as number[], 2, 2, 'min').values[0]).toBe(1);
    expect([...cells(x as number[], y as number[], z as number[], 2, 2, 'max').count]).toEqual([2, 0, 0, 1]);
  });
});

describe('levels', () => {
  it('are distinct numbers in order, or none where there are too many', () => {
    expect([...(levels([3, 1, Number.NaN, 3], 2) ?? [])]).toEqual([1, 3]);
    expect(levels([1, 2, 3], 2)).toBeNull();
  });
});
