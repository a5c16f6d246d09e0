import { expect, test } from 'vitest';
import type { Sweep } from '../data/wire';
import { commandsOf } from './commands';
import { retryOne } from './retry';

function sweepOf(state: string, trials: Partial<Sweep['trials']> = {}): Sweep {
  const counts = { total: 10, finished: 3, failed: 0, running: 2, pending: 5, delayed: 0, reused: 0, ...trials };
  return { id: 's-1', name: 's', state, trials: counts } as Sweep;
}

const command = (sweep: Sweep, name: string) => commandsOf(sweep).find((one) => one.name === name);
const refusals = (sweep: Sweep) => Object.fromEntries(commandsOf(sweep).map((one) => [one.name, one.refused]));

test('what runs can be paused, its share set, or cancelled', () => {
  expect(refusals(sweepOf('running'))).toEqual({ pause: null, retry: 'No trial of it has failed', set: null, cancel: null });
});

test('what is paused or cancelled can be resumed', () => {
  expect(Object.keys(refusals(sweepOf('pausing')))).toContain('resume');
  const { resume, retry, cancel } = refusals(sweepOf('cancelled', { failed: 1 }));
  expect([resume, cancel]).toEqual([null, 'It is cancelled already']);
  expect(retry).toContain('Resume');
});

test('of what has ended only failed trials can be tried again', () => {
  const none = { running: 0, pending: 0 };
  expect(refusals(sweepOf('completed_with_failures', { ...none, finished: 8, failed: 2 }))).toEqual({
    pause: 'It has ended already',
    retry: null,
    set: 'It has ended already',
    cancel: 'It has ended already',
  });
});

test('each way of pausing says how many trials it concerns', () => {
  const [checkpoint, drain] = command(sweepOf('running'), 'pause')?.choices ?? [];
  expect(checkpoint?.body).toEqual({ drain: false });
  expect(checkpoint?.effect).toBe(
    '2 running trials write a checkpoint and stop; they go on from there later. 5 waiting trials do not begin until “Resume”.',
  );
  expect(drain?.body).toEqual({ drain: true });
  expect(drain?.effect).toBe('2 running trials train to their ends. 5 waiting trials do not begin until “Resume”.');
});

test('one trial is one trial, and nothing is nothing', () => {
  const one = command(sweepOf('running', { running: 1, pending: 1 }), 'cancel')?.choices[0]?.effect;
  expect(one).toContain('The running trial writes a checkpoint and stops. 1 waiting trial does not run.');
  expect(command(sweepOf('running', { running: 0 }), 'pause')?.choices[0]?.effect).toMatch(/^Nothing is running\. 5 waiting/);
});

test('trials that wait for another try count for a retry', () => {
  const effect = command(sweepOf('running', { failed: 2, delayed: 1 }), 'retry')?.choices[0]?.effect;
  expect(effect).toBe(
    '2 failed trials get a full number of attempts again. 1 trial that waits for the next try begins at once. Finished trials stay as they are.',
  );
});

test('a single trial is named by an expression', () => {
  expect(retryOne(sweepOf('completed_with_failures'), 7).choices[0]?.body).toEqual({ where: 'trial == 7' });
});
