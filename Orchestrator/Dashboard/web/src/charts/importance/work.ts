import { effect, type Signal } from '@preact/signals';
import type { Column } from '../../data/trials';
import { chartSetting, trials } from '../../data/view';
import { type Importance as Answer, importance, type Refusal } from '../../math/importance';
import { ranks, spearman } from '../../math/rank';
import { columnOf, endedMask, spansDecades, varying } from '../columns';
import { dragging, settled } from '../Plot';

export interface Found {
  readonly answer: Answer | Refusal;
  /** Of the objective's ranks rather than its values. */
  readonly ranked: boolean;
  readonly bars: readonly { readonly column: Column; readonly share: number; readonly rank: number }[];
}

/** At rest between two answers, in milliseconds: a running sweep changes four times a second, importance does not. */
const rest = 2500;

/** Answers again after something has changed, one piece of work at a time. */
export function keepWorking(found: Signal<Found | null>): () => void {
  const stopped = new AbortController();
  let [wanted, busy] = [false, false];
  const go = async () => {
    busy = true;
    while (wanted && !stopped.signal.aborted) {
      wanted = false;
      const answer = await work(stopped.signal);
      if (answer) found.value = answer;
      await pause(rest);
    }
    busy = false;
  };
  const stop = effect(() => {
    // Read so that a change of either asks for another answer.
    void [trials.value, settled.value, ofRanks()];
    wanted = true;
    if (!busy) void go();
  });
  return () => {
    stop();
    stopped.abort();
  };
}

/** Where some trials diverged their huge values are all the variance there is: ranks let the others speak. */
export const ofRanks = (): boolean => chartSetting('importance.of', spansDecades(columnOf('value')) ? 'ranks' : 'values') === 'ranks';

/** Ranks of the numbers; what is none stays none. */
function finiteRanks(values: Float64Array): Float64Array {
  const known = values.filter(Number.isFinite);
  const of = ranks(known);
  let place = 0;
  return values.map((value) => (Number.isFinite(value) ? (of[place++] as number) : Number.NaN));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Tree by tree, and the page may draw in between; null where the chart is gone. */
async function work(stopped: AbortSignal): Promise<Found | null> {
  await pause(0);
  const columns = varying(trials.peek());
  const mask = endedMask(settled.peek());
  const objective = columnOf('value').values.map((value, row) => (mask[row] ? value : Number.NaN));
  const ranked = ofRanks();
  const steps = importance(
    columns.map(({ label, values, categories }) => ({ name: label, values, categories: categories !== null })),
    ranked ? finiteRanks(objective) : objective,
  );
  for (;;) {
    const { done, value: answer } = steps.next();
    if (done) return { answer, ranked, bars: barsOf(columns, answer, objective) };
    // A brush under the pointer goes first.
    do await pause(dragging.peek() ? 100 : 0);
    while (dragging.peek() && !stopped.aborted);
    if (stopped.aborted) return null;
  }
}

function barsOf(columns: readonly Column[], answer: Answer | Refusal, objective: Float64Array): Found['bars'] {
  if ('refused' in answer) return [];
  return columns
    .map((column, place) => ({
      column,
      share: answer.shares[place] ?? 0,
      rank: column.categories ? Number.NaN : spearman(column.values, objective),
    }))
    .sort((a, b) => b.share - a.share);
}
