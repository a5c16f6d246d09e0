import { expect, test } from 'vitest';
import { bytes, duration, plural, rate, sentence, when } from './words';

test.each([
  [null, ''],
  [Number.NaN, ''],
  [0, '0.0 s'],
  [9.96, '10 s'],
  [59.6, '1 min 00 s'],
  [61, '1 min 01 s'],
  [3_600, '1 h 00 min'],
  [86_400 * 2 - 1, '47 h 59 min'],
  [86_400 * 3 + 3_600 * 5, '3 days 5 h'],
])('%s seconds', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test.each([
  [0, '–'],
  [12.345, '12.3 / s'],
  [0.1, '6.0 / min'],
  [0.001, '3.6 / h'],
])('%s trials a second', (perSecond, text) => {
  expect(rate(perSecond)).toBe(text);
});

test.each([
  [0, '0 B'],
  [1023, '1020 B'],
  [1536, '1.5 KiB'],
  [25_276_510_208, '23.5 GiB'],
])('%s bytes', (size, text) => {
  expect(bytes(size)).toBe(text);
});

test('words', () => {
  expect([plural(1, 'trial'), plural(10_000, 'trial')]).toEqual(['1 trial', '10,000 trials']);
  expect([sentence('it waits'), sentence('Why?')]).toEqual(['It waits.', 'Why?']);
});

test('a time of another day has its date', () => {
  const now = new Date(2026, 10, 26, 15, 0, 0);
  expect(when(new Date(2026, 10, 26, 9, 5, 7).toISOString(), now)).toBe('09:05:07');
  expect(when(new Date(2026, 10, 25, 9, 5, 7).toISOString(), now)).toBe('Nov 25, 2026, 09:05');
});
