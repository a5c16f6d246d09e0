import { expect, test } from 'vitest';
import { decodeView, encodeView } from './address';
import { emptyView, type View } from './view';

const full: View = {
  brushes: [
    { key: 'p.noise', from: 0.1, to: 0.4 },
    { key: 'm.train/loss', from: Number.NEGATIVE_INFINITY, to: 1e-7 },
  ],
  filter: 'noise > 0.2 and node ~ "gpu & co"',
  sort: { key: 'value', up: false },
  pinned: [3, 7],
  columns: ['index', 'p.a,b', 'value'],
  group: 'p.noise',
  chart: { tab: 'pictures', 'scatter.x': 'p.latent', 'parallel.order': 'p.a|p.b' },
};

test('a view comes back from its address', () => {
  expect(decodeView(encodeView(full))).toEqual(full);
});

test('an empty view needs no query', () => {
  expect(encodeView(emptyView)).toBe('');
  expect(decodeView('')).toEqual(emptyView);
});

test('the query is readable', () => {
  const { brushes, ...rest } = full;
  expect(encodeView({ ...rest, brushes: brushes.slice(0, 1), columns: null, filter: 'noise > 0.2' })).toBe(
    '?tab=pictures&filter=noise+>+0.2&brush=p.noise:0.1..0.4&sort=-value&group=p.noise&pin=3,7&x.scatter.x=p.latent&x.parallel.order=p.a%7Cp.b',
  );
});

test('a browser may encode the query once more', () => {
  const query = new URL(`http://h/${encodeView(full)}`).search;
  expect(decodeView(query)).toEqual(full);
});

test('no columns at all is not the usual columns', () => {
  expect(decodeView(encodeView({ ...emptyView, columns: [] })).columns).toEqual([]);
});

test('nonsense is left out', () => {
  expect(decodeView('?brush=p.noise&brush=x:a..b&sort=&pin=a,3,3,-1&group=&what=ever&filter=%E0%A4%A')).toEqual({
    ...emptyView,
    pinned: [3],
    filter: '%E0%A4%A',
  });
});
