import { expect, test } from 'vitest';
import { controlRefused } from './me';

test('who may control is not refused, and a viewer is told why', () => {
  expect(controlRefused({ role: 'admin', control: true, administer: true })).toBeNull();
  expect(controlRefused({ name: 'ada', role: 'viewer', control: false, administer: false })).toBe(
    'ada may look only: the server knows ada as viewer',
  );
});
