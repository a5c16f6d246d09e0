import { expect, test } from 'vitest';
import { routeOf, trialPath } from './routes';

test.each([
  ['/', { page: 'sweeps' }],
  ['/cluster', { page: 'cluster' }],
  ['/cluster/', { page: 'cluster' }],
  ['/sweeps/vae-1', { page: 'sweep', sweep: 'vae-1' }],
  ['/sweeps/vae%2F1/', { page: 'sweep', sweep: 'vae/1' }],
  ['/sweeps/vae-1/trials/12', { page: 'trial', sweep: 'vae-1', trial: 12 }],
  ['/sweeps/vae-1/trials/x', { page: 'unknown' }],
  ['/sweeps/vae-1/trials', { page: 'unknown' }],
  ['/sweeps', { page: 'unknown' }],
  ['/cluster/x', { page: 'unknown' }],
])('%s', (path, route) => {
  expect(routeOf(path)).toEqual(route);
});

test('a trial is found again by its path', () => {
  expect(routeOf(trialPath('vae/1 é', 3))).toEqual({ page: 'trial', sweep: 'vae/1 é', trial: 3 });
});
