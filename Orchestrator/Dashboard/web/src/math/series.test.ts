import { describe, expect, it } from 'vitest';
import { bands, commonSteps, groupBy, Spread, spreads, valueAt } from './group';
import { line, lowestFirst, raster } from './raster';
import { bestSoFar, smooth } from './smooth';
import { thin } from './thin';

describe('smoothing', () => {
  it('starts at the first value, not at zero', () => {
    const out = smooth([10, 10, 10], 0.9);
    for (const value of out) expect(value).toBeCloseTo(10, 12);
  });

  it('is the weighted mean that TensorBoard shows', () => {
    // (0.25·1 + 0.5·2) / 0.75 after the second point.
    expect(smooth([1, 2], 0.5)[1]).toBeCloseTo(1.25 / 0.75, 12);
  });

  it('leaves a gap where there is one and goes on after it', () => {
    const out = smooth([1, Number.NaN, 1], 0.5);
    expect(out[1]).toBeNaN();
    expect(out[2]).toBeCloseTo(1, 12);
  });

  it('at weight 0 changes nothing', () => {
    expect([...smooth([3, 1, 2], 0)]).toEqual([3, 1, 2]);
  });
});

describe('the best so far', () => {
  it('follows the goal and passes over NaN', () => {
    expect([...bestSoFar([Number.NaN, 3, 4, 2, Number.NaN], true)]).toEqual([Number.NaN, 3, 3, 2, 2]);
    expect([...bestSoFar([3, 4, 2], false)]).toEqual([3, 4, 4]);
  });
});

describe('a spread', () => {
  it('has mean, sample deviation, ends and count', () => {
    const spread = new Spread();
    for (const value of [2, 4, 4, 4, 5, 5, 7, 9, Number.NaN]) spread.add(value);
    expect([spread.count, spread.mean, spread.min, spread.max]).toEqual([8, 5, 2, 9]);
    expect(spread.std).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  it('keeps a small spread of large values', () => {
    const spread = new Spread();
    for (const value of [1e9 + 1, 1e9 + 2, 1e9 + 3]) spread.add(value);
    expect(spread.std).toBeCloseTo(1, 9);
  });
});

describe('groups', () => {
  it('are rows that agree in all columns', () => {
    const groups = groupBy(4, [
      [1, 1, 2, 1],
      [0, 1, 0, 0],
    ]);
    expect([...groups.of]).toEqual([0, 1, 2, 0]);
    expect(groups.size).toEqual([2, 1, 1]);
    expect(spreads(groups, [1, 5, 7, 3])[0]?.mean).toBe(2);
  });

  it('leave out rows that are not selected', () => {
    expect([...groupBy(3, [[1, 1, 1]], [1, 0, 1]).of]).toEqual([0, -1, 0]);
  });
});

describe('a band over curves', () => {
  const short = { steps: [1, 2], values: [1, 3] };
  const long = { steps: [1, 3], values: [3, 7] };

  it('reads between points, never outside them', () => {
    expect(valueAt(long, 2)).toBe(5);
    expect(valueAt(short, 3)).toBeNaN();
    expect(valueAt({ steps: [], values: [] }, 1)).toBeNaN();
  });

  it('has one spread a step', () => {
    const steps = commonSteps([short, long], 10);
    expect([...steps]).toEqual([1, 2, 3]);
    expect(bands([short, long], steps).map(({ mean, count }) => [mean, count])).toEqual([
      [2, 2],
      [4, 2],
      [7, 1],
    ]);
  });

  it('thins many steps but keeps both ends', () => {
    const steps = commonSteps([{ steps: Array.from({ length: 1000 }, (_, at) => at), values: [] }], 50);
    expect([steps.length, steps[0], steps.at(-1)]).toEqual([50, 0, 999]);
  });
});

describe('thinning', () => {
  it('keeps first, last and both extremes of each column of pixels', () => {
    const values = Float64Array.from({ length: 1000 }, (_, at) => Math.sin(at));
    values[333] = 99;
    values[777] = -99;
    const kept = thin(values, (place) => Math.floor(place / 100));
    expect(kept.length).toBeLessThanOrEqual(40);
    for (const place of [0, 333, 777, 999]) expect(kept).toContain(place);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
  });

  it('looks past NaN', () => {
    expect(thin([Number.NaN, 5, 1, Number.NaN], () => 0)).toEqual([0, 1, 2, 3]);
  });
});

describe('a raster line', () => {
  const drawn = (x0: number, y0: number, x1: number, y1: number) => {
    const target = raster(5, 5);
    line(target, x0, y0, x1, y1, 1);
    return Array.from({ length: 5 }, (_, y) => [...target.pixels.subarray(y * 5, y * 5 + 5)].join('')).join('/');
  };

  it('covers its columns', () => {
    expect(drawn(0, 0, 4, 4)).toBe('10000/01000/00100/00010/00001');
    expect(drawn(0, 2, 4, 2)).toBe('00000/00000/11111/00000/00000');
  });

  it('has no holes where it is steep, up or down', () => {
    expect(drawn(1, 0, 2, 4)).toBe('01000/01000/00100/00100/00100');
    expect(drawn(1, 4, 2, 0)).toBe('00100/00100/00100/01000/01000');
    expect(drawn(3, 0, 3, 4)).toBe('00010/00010/00010/00010/00010');
  });

  it('is cut off at the edges', () => {
    expect(drawn(-5, -5, 9, 9)).toBe('10000/01000/00100/00010/00001');
    expect(drawn(-2, 2, 9, 2)).toBe('00000/00000/11111/00000/00000');
    expect(drawn(2, -9, 2, 9)).toBe('00100/00100/00100/00100/00100');
    expect(drawn(0, 8, 4, -4)).toBe('00010/00100/00100/00100/01000');
    expect(drawn(-9, 0, 4, 99)).toBe('00000/00000/00000/00000/00000');
    expect(drawn(0, -1e6, 4, Number.NaN)).toBe('00000/00000/00000/00000/00000');
  });

  it('covers what was drawn before', () => {
    const target = raster(2, 1);
    line(target, 0, 0, 1, 0, 3);
    line(target, 0, 0, 0, 0, 7);
    expect([...target.pixels]).toEqual([7, 3]);
  });
});

describe('the order of drawing', () => {
  it('has the lowest first, and of one level as they came', () => {
    const levels = [3, 0, 255, 3, 1];
    expect([...lowestFirst([4, 3, 2, 1, 0], 5, (item) => levels[item] as number)]).toEqual([1, 4, 3, 0, 2]);
    expect([...lowestFirst([0, 2, 1], 2, (item) => levels[item] as number)]).toEqual([0, 2]);
  });
});
