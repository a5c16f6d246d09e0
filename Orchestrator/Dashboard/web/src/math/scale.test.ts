import { describe, expect, it } from 'vitest';
import { atLevels, category, extent, fitted, linear, log, quantile, rounded, united, whole } from './scale';
import { brief, linearTicks, logTicks, niceStep, timeTicks } from './ticks';

const labels = (ticks: { label: string }[]) => ticks.map((tick) => tick.label).filter(Boolean);

describe('a linear scale', () => {
  it('goes to places and back', () => {
    const scale = linear(-2, 6);
    expect(scale.place(0)).toBe(0.25);
    expect(scale.value(scale.place(3.3))).toBeCloseTo(3.3, 12);
  });

  it('puts a single value in the middle', () => {
    expect(linear(5, 5).place(5)).toBe(0.5);
    expect(linear(0, 0).place(0)).toBe(0.5);
  });
});

describe('a log scale', () => {
  it('spaces decades alike and inverts', () => {
    const scale = log(1e-4, 1);
    expect(scale.place(1e-2)).toBeCloseTo(0.5, 12);
    expect(scale.value(0.25)).toBeCloseTo(1e-3, 12);
    expect(scale.place(0)).toBeNaN();
    expect(scale.place(-1)).toBeNaN();
  });

  it('gives zero a place below the smallest, where zero occurs', () => {
    const scale = fitted(extent([0, 1e-5, 1e-3]), true);
    expect(scale.place(0)).toBe(0);
    expect(scale.place(1e-5)).toBeGreaterThan(0.05);
    expect(scale.place(1e-3)).toBe(1);
    expect(scale.value(0.01)).toBe(0);
    expect(scale.value(scale.place(1e-4))).toBeCloseTo(1e-4, 12);
    expect(scale.ticks(5)[0]).toEqual({ value: 0, label: '0' });
  });

  it('gives way to a linear one where nothing is above zero', () => {
    expect(fitted(extent([-3, -1]), true).kind).toBe('linear');
  });
});

describe('an extent', () => {
  it('leaves out what is no number, and unites', () => {
    const all = united([extent([Number.NaN, 3, 0, Number.POSITIVE_INFINITY]), extent([-2, 0.5])]);
    expect(all).toEqual({ min: -2, max: 3, positive: 0.5, zero: true, negative: true });
  });
});

describe('rounded ends', () => {
  it('take in the range with two digits', () => {
    const { min, max, positive } = rounded(extent([0.0537, 49.27]));
    expect(min).toBe(0);
    expect(max).toBe(50);
    expect(positive).toBeCloseTo(0.053, 12);
  });
});

describe('a category scale', () => {
  it('centres names in their bands and skips labels that do not fit', () => {
    const scale = category(['adam', 'sgd', 'rmsprop', 'lion']);
    expect(scale.place(0)).toBe(0.125);
    expect(scale.value(0.125)).toBe(0);
    expect(labels(scale.ticks(2))).toEqual(['adam', 'rmsprop']);
    expect(scale.ticks(2)).toHaveLength(4);
  });
});

describe('a scale of few values', () => {
  it('has its ticks at them, where they fit', () => {
    const seeds = atLevels(linear(1, 5), [1, 2, 3, 4, 5]);
    expect(labels(seeds.ticks(6))).toEqual(['1', '2', '3', '4', '5']);
    expect(labels(seeds.ticks(3))).toEqual(['2', '4']);
  });
});

describe('a scale of what is counted', () => {
  it('has no tick between whole numbers', () => {
    expect(labels(whole(linear(1, 5)).ticks(16))).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('ticks', () => {
  it('step by 1, 2, 2.5 or 5', () => {
    expect([niceStep(1, 5), niceStep(10, 4), niceStep(0.7, 5), niceStep(1200, 5)]).toEqual([0.2, 2.5, 0.2, 250]);
  });

  it('are written with equal digits and without the crumbs of binary fractions', () => {
    expect(labels(linearTicks(0, 0.6, 3))).toEqual(['0.0', '0.2', '0.4', '0.6']);
    expect(labels(linearTicks(0, 1, 4))).toEqual(['0.00', '0.25', '0.50', '0.75', '1.00']);
    expect(labels(linearTicks(-5, 5, 2))).toEqual(['−5', '0', '5']);
  });

  it.each([
    [1e-5, 1e-1, 5],
    [0.003, 0.01, 4],
    [0.08, 0.0801, 4],
    [0.9, 1.1, 3],
    [3, 40, 4],
    [1e-12, 1e8, 6],
    [2, 900, 2],
  ])('of a log axis from %d to %d are enough and not too many', (min, max, room) => {
    const written = labels(logTicks(min, max, room));
    expect(written.length).toBeGreaterThanOrEqual(2);
    expect(written.length).toBeLessThanOrEqual(Math.max(3, room + 2));
    expect(new Set(written).size).toBe(written.length);
  });

  it('are decades where those suffice', () => {
    expect(labels(logTicks(1e-5, 1e-1, 5))).toEqual(['1e−5', '1e−4', '0.001', '0.01', '0.1']);
  });

  it('divide time as people do', () => {
    expect(labels(timeTicks(0, 4000, 5))).toEqual(['0:00', '15:00', '30:00', '45:00', '1:00:00']);
    expect(labels(timeTicks(3, 4, 4))).toEqual(['3.00 s', '3.25 s', '3.50 s', '3.75 s', '4.00 s']);
  });

  it('never show eleven digits', () => {
    expect(brief(0.1 + 0.2)).toBe('0.3');
    expect(brief(20_000)).toBe('20k');
    expect(brief(-1.23456789e-9)).toBe('−1.235e−9');
  });
});

describe('a quantile', () => {
  it('lies between neighbours and leaves out what is no number', () => {
    expect(quantile([4, Number.NaN, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([Number.NaN], 0.5)).toBeNaN();
  });
});
