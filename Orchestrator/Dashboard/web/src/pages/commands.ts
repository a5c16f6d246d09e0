import { count, plural } from '../app/words';
import type { Sweep } from '../data/wire';
import { hasEnded } from './states';

/** A way in which a command can be given, and what exactly will happen then. */
export interface Choice {
  readonly key: string;
  readonly label: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly effect: string;
}

export interface Command {
  /** Last part of the address that it is posted to. */
  readonly name: 'pause' | 'resume' | 'cancel' | 'retry' | 'set';
  readonly label: string;
  readonly title: string;
  /** Why it makes no sense now; null where it does. */
  readonly refused: string | null;
  /** One or more; the first is meant unless the reader says otherwise. */
  readonly choices: readonly Choice[];
}

/** What can be done to a sweep as it stands; the server has the last word. */
export function commandsOf(sweep: Sweep): Command[] {
  const halted = sweep.state === 'paused' || sweep.state === 'pausing';
  return [halted || isCancelled(sweep) ? resume(sweep) : pause(sweep), retry(sweep), tune(sweep), cancel(sweep)];
}

const isCancelled = (sweep: Sweep): boolean => sweep.state === 'cancelled' || sweep.state === 'cancelling';
const isComplete = (sweep: Sweep): boolean => hasEnded(sweep) && !isCancelled(sweep);
const waiting = ({ trials }: Sweep): number => trials.pending + trials.delayed;

/** "the running trial writes", "12 running trials write". */
function runningTrials({ trials: { running } }: Sweep, one: string, many: string): string {
  return running === 0 ? 'Nothing is running' : running === 1 ? `The running trial ${one}` : `${count(running)} running trials ${many}`;
}

function pause(sweep: Sweep): Command {
  const begin = `${plural(waiting(sweep), 'waiting trial')} ${waiting(sweep) === 1 ? 'does' : 'do'} not begin until “Resume”.`;
  return {
    name: 'pause',
    label: 'Pause…',
    title: `Pause ${sweep.name}?`,
    refused: isComplete(sweep) ? 'It has ended already' : null,
    choices: [
      {
        key: 'checkpoint',
        label: 'Stop at a checkpoint',
        body: { drain: false },
        effect: `${runningTrials(sweep, 'writes a checkpoint and stops; it goes', 'write a checkpoint and stop; they go')} on from there later. ${begin}`,
      },
      {
        key: 'drain',
        label: 'Let running trials finish',
        body: { drain: true },
        effect: `${runningTrials(sweep, 'trains to its end', 'train to their ends')}. ${begin}`,
      },
    ],
  };
}

function resume(sweep: Sweep): Command {
  const { trials } = sweep;
  const failed =
    trials.failed > 0 ? ` The ${plural(trials.failed, 'failed trial')} ${trials.failed === 1 ? 'is' : 'are'} tried again, too.` : '';
  return {
    name: 'resume',
    label: 'Resume…',
    title: `Go on with ${sweep.name}?`,
    refused: null,
    choices: [
      {
        key: 'resume',
        label: 'Resume',
        body: {},
        effect: `${plural(waiting(sweep) + trials.running, 'unfinished trial')} get slots again as they become free; those that had begun go on from their last checkpoint.${failed}`,
      },
    ],
  };
}

function retry(sweep: Sweep): Command {
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

function tune(sweep: Sweep): Command {
  return {
    name: 'set',
    label: 'Priority…',
    title: `What may ${sweep.name} use?`,
    refused: isComplete(sweep) ? 'It has ended already' : null,
    choices: [
      {
        key: 'set',
        label: 'Set',
        body: {},
        effect: `Counts for the next slot that becomes free; ${sweep.trials.running === 0 ? 'nothing is running' : `the ${plural(sweep.trials.running, 'running trial')} ${sweep.trials.running === 1 ? 'goes' : 'go'} on`}. An empty field stays as it is.`,
      },
    ],
  };
}

function cancel(sweep: Sweep): Command {
  const rest = `${plural(waiting(sweep), 'waiting trial')} ${waiting(sweep) === 1 ? 'does' : 'do'} not run. ${plural(sweep.trials.finished, 'finished trial')} and all that is recorded stay. “Resume” can still go on with the rest.`;
  return {
    name: 'cancel',
    label: 'Cancel…',
    title: `Cancel ${sweep.name}?`,
    refused: isComplete(sweep) ? 'It has ended already' : sweep.state === 'cancelled' ? 'It is cancelled already' : null,
    choices: [
      {
        key: 'checkpoint',
        label: 'Stop at a checkpoint',
        body: { now: false },
        effect: `${runningTrials(sweep, 'writes a checkpoint and stops', 'write a checkpoint and stop')}. ${rest}`,
      },
      {
        key: 'now',
        label: 'Stop at once',
        body: { now: true },
        effect: `${runningTrials(sweep, 'is ended and loses what it did since its last checkpoint', 'are ended and lose what they did since their last checkpoints')}. ${rest}`,
      },
    ],
  };
}
