import { effect, signal } from '@preact/signals';
import { get, isAborted, messageOf, sweepUrl } from '../data/api';
import { trials } from '../data/view';
import type { TrialDetail, Why } from '../data/wire';

/** The trial that is shown; null until it has arrived. */
export const detail = signal<TrialDetail | null>(null);
export const detailError = signal<string | null>(null);
/** What a trial that has not ended waits for or does. */
export const why = signal<Why | null>(null);

/** Loads a trial, and again whenever its row says that an attempt began or ended. */
export function followTrial(sweep: string, index: number): () => void {
  const aborted = new AbortController();
  let seen = '';

  const load = async () => {
    try {
      detail.value = await get<TrialDetail>(sweepUrl(sweep, `/trials/${index}/detail`), aborted.signal);
      detailError.value = null;
      const open = detail.value.state === 'pending' || detail.value.state === 'running';
      why.value = open ? await get<Why>(sweepUrl(sweep, `/why?trial=${index}`), aborted.signal).catch(() => null) : null;
    } catch (error) {
      if (!isAborted(error)) detailError.value = messageOf(error);
    }
  };

  const stop = effect(() => {
    const cells = ['state', 'attempt', 'failures'].map((key) => trials.value.columns.get(key)?.values[index]);
    const now = trials.value.count === 0 ? 'unknown' : cells.join(' ');
    if (now === seen) return;
    // The table arrives a moment after the page opened: that is no change.
    const first = seen === 'unknown' && detail.peek() === null;
    seen = now;
    if (!first) void load();
  });
  return () => {
    stop();
    aborted.abort();
    detail.value = null;
    detailError.value = null;
    why.value = null;
  };
}
