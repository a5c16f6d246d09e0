import { count, plural } from '../app/words';
import type { Sweep } from '../data/wire';
import type { Command } from './command';
import { retry } from './retry';
import { hasEnded, isCancelled } from './states';

/** What can be done to a sweep as it stands; the server has the last word. */
export function commandsOf(sweep: Sweep): Command[] {
  const halted = sweep.state === 'paused' || sweep.state === 'pausing';
  return [halted || isCancelled(sweep) ? resume(sweep) : pause(sweep), retry(sweep), tune(sweep), cancel(sweep)];
}

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
        effect: `${runningTrials(sweep, 'writes a checkpoint and stops; it goes on from there later', 'write a checkpoint and stop; they go on from there later')}. ${begin}`,
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
