import { spaced } from '../app/words';

const kinds: Record<string, string> = {
  running: 'running',
  opening: 'running',
  finished: 'finished',
  completed: 'finished',
  failed: 'failed',
  completed_with_failures: 'failed',
  failed_for_good: 'failed',
  taken_back: 'held',
  paused: 'held',
  pausing: 'held',
  cancelled: 'held',
  cancelling: 'held',
};

/** A sweep's or a trial's state: told by its word, and by a mark that differs in shape as well as in colour. */
export function State({ state }: { state: string }) {
  return <span class={`state ${kinds[state] ?? 'pending'}`}>{spaced(state)}</span>;
}
