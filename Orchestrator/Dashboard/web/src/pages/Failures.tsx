import { useComputed } from '@preact/signals';
import { trialPath } from '../app/router';
import { count, plural } from '../app/words';
import { reasons } from '../data/sweep';
import { setChart, trials, view } from '../data/view';
import type { Sweep } from '../data/wire';
import { hasEnded } from './states';

/** Why trials failed, in one line: the most frequent reason, an example, and the way to all of them. */
export function Failures({ sweep }: { sweep: Sweep }) {
  const common = useComputed(() => mostFrequent(reasons.value, trials.value.columns.get('state')?.values));
  const { failed } = sweep.trials;
  if (failed === 0) return hasEnded(sweep) ? null : <p class="quiet">No trial has failed.</p>;
  const showAll = () => {
    view.value = { ...view.value, filter: 'state = failed', brushes: [] };
    if (!['', 'compare', 'table'].includes(view.value.chart.tab ?? '')) setChart('tab', '');
  };
  return (
    <p class="failures">
      <span class="bad">{plural(failed, 'trial')} failed</span>
      {common.value && (
        <>
          <span class="clip reason" title={common.value.reason}>
            {common.value.times === failed ? '' : `${count(common.value.times)} × `}
            {common.value.reason}
          </span>
          <a href={trialPath(sweep.id, common.value.example)}>trial {common.value.example}</a>
        </>
      )}
      <button type="button" class="link" onClick={showAll}>
        show the failed ones
      </button>
    </p>
  );
}

const failedState = 3;

function mostFrequent(all: ReadonlyMap<number, string>, states: Float64Array | undefined) {
  const counts = new Map<string, { reason: string; times: number; example: number }>();
  for (const [trial, reason] of all) {
    if (states?.[trial] !== failedState) continue;
    // "at epoch 3" and "at epoch 5" are one reason.
    const kind = reason.replace(/\d+(\.\d+)?/g, '#');
    const known = counts.get(kind);
    if (known) known.times++;
    else counts.set(kind, { reason, times: 1, example: trial });
  }
  return [...counts.values()].sort((a, b) => b.times - a.times)[0] ?? null;
}
