import { computed, effect, type Signal } from '@preact/signals';
import { dragging, settled } from '../../data/dragging';
import type { Column } from '../../data/trials';
import { chartSetting, trials } from '../../data/view';
import { type Importance as Answer, importance, type Refusal } from '../../math/importance';
import { ranks, spearman } from '../../math/rank';
import { columnOf, endedMask, spansDecades, varying } from '../columns';

export interface Found {
  /** What it was worked out from. */
  readonly of: string;
  readonly answer: Answer | Refusal;
  /** Of the objective's ranks rather than its values. */
  readonly ranked: boolean;
  readonly bars: readonly { readonly column: Column; readonly share: number; readonly rank: number }[];
}

/** At rest between two answers, in milliseconds, and at least eight ninths of the time: a running sweep changes four times a second, importance does not. */
const rest = 2500;

/** Answers again after something has changed, one piece of work at a time. */
export function keepWorking(found: Signal<Found | null>): () => void {
  const stopped = new AbortController();
  let [wanted, busy] = [false, false];
  const go = async () => {
    busy = true;
    while (wanted && !stopped.signal.aborted) {
      wanted = false;
      const began = performance.now();
      const answer = await work(stopped.signal, found.peek());
      if (answer) found.value = answer;
      await pause(Math.max(rest, 8 * (performance.now() - began)));
    }
    busy = false;
  };
  const stop = effect(() => {
    // Read so that a change of either asks for another answer.
    void [trials.value, settled.value, ranksWanted.value];
    wanted = true;
    if (!busy) void go();
  });
  return () => {
    stop();
    stopped.abort();
  };
}

/** Where some trials diverged their huge values are all the variance there is: ranks let the others speak. */
export const ranksWanted = computed(() => chartSetting('importance.of', spansDecades(columnOf('value')) ? 'ranks' : 'values') === 'ranks');

/** Ranks of the numbers; what is none stays none. */
function finiteRanks(values: Float64Array): Float64Array {
  const known = values.filter(Number.isFinite);
  const of = ranks(known);
  let place = 0;
  return values.map((value) => (Number.isFinite(value) ? (of[place++] as number) : Number.NaN));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Tree by tree, and the page may draw in between; null where the chart is gone or nothing that counts has changed. */
async function work(stopped: AbortSignal, before: Found | null): Promise<Found | null> {
  // What can be seen at once goes first.
  await pause(before ? 0 : 300);
  const columns = varying(trials.peek());
  const mask = endedMask(settled.peek());
  const objective = columnOf('value').values.map((value, row) => (mask[row] ? value : Number.NaN));
  const ranked = ranksWanted.peek();
  const of = [ranked, ...columns.map(({ key }) => key), ...objective].join();
  if (of === before?.of) return null;
  const steps = importance(
    columns.map(({ label, values, categories }) => ({ name: label, values, categories: categories !== null })),
    ranked ? finiteRanks(objective) : objective,
  );
  for (;;) {
    const { done, value: answer } = steps.next();
    if (done) return { of, answer, ranked, bars: await barsOf(columns, answer, objective) };
    // A brush under the pointer goes first.
    do await pause(dragging.peek() ? 100 : 0);
    while (dragging.peek() && !stopped.aborted);
    if (stopped.aborted) return null;
  }
}

async function barsOf(columns: readonly Column[], answer: Answer | Refusal, objective: Float64Array): Promise<Found['bars']> {
  if ('refused' in answer) return [];
  const bars: Found['bars'][number][] = [];
  for (const [place, column] of columns.entries()) {
    await pause(0);
    bars.push({ column, share: answer.shares[place] ?? 0, rank: column.categories ? Number.NaN : spearman(column.values, objective) });
  }
  return bars.sort((a, b) => b.share - a.share);
}
