import { plural } from '../app/words';
import type { Sweep } from '../data/wire';
import type { Command } from './command';
import { isCancelled } from './states';

/** All failed trials, and those that wait for another try. */
export function retry(sweep: Sweep): Command {
  const { failed, delayed } = sweep.trials;
  const soon =
    delayed > 0
      ? ` ${plural(delayed, 'trial')} that wait${delayed === 1 ? 's' : ''} for the next try begin${delayed === 1 ? 's' : ''} at once.`
      : '';
  return {
    name: 'retry',
    label: 'Retry failed…',
    title: `Try the failed trials of ${sweep.name} again?`,
    refused: isCancelled(sweep)
      ? 'It is cancelled; “Resume” goes on with failed trials, too'
      : failed + delayed === 0
        ? 'No trial of it has failed'
        : null,
    choices: [
      {
        key: 'all',
        label: 'Retry',
        body: {},
        effect: `${plural(failed, 'failed trial')} ${failed === 1 ? 'gets' : 'get'} a full number of attempts again.${soon} Finished trials stay as they are.`,
      },
    ],
  };
}

/** The same for one trial, from its own page. */
export function retryOne(sweep: Sweep, trial: number): Command {
  return {
    name: 'retry',
    label: 'Retry…',
    title: `Try trial ${trial} again?`,
    refused: isCancelled(sweep) ? 'The sweep is cancelled; “Resume” there goes on with failed trials, too' : null,
    choices: [
      {
        key: 'one',
        label: 'Retry',
        body: { where: `trial == ${trial}` },
        effect: `It gets a full number of attempts again${sweep.state === 'paused' ? ', once the sweep is resumed' : ''}. No other trial is touched.`,
      },
    ],
  };
}
