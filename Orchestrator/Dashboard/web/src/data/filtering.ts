import { batch, effect, signal, untracked } from '@preact/signals';
import { filterMask } from './filter/filter';
import { FilterError } from './filter/parse';
import { reasons } from './sweep';
import { filtered, trials, view } from './view';

/** What is wrong with the filter as typed; the trials stay narrowed as they were. */
export const filterError = signal<{ text: string; at: number } | null>(null);

/** The filter that `filtered` comes from: the view's, unless that is not readable yet. */
export const applied = signal('');

/** Keeps `filtered` what the view's filter lets through. */
export function keepFiltered(): () => void {
  return effect(() => {
    const expression = view.value.filter;
    const scope = { trials: trials.value, reasons: reasons.value };
    // Nothing is unknown yet while the table is on its way.
    if (scope.trials.count === 0) {
      filtered.value = null;
      filterError.value = null;
      return;
    }
    try {
      const mask = filterMask(expression, scope);
      batch(() => {
        setMask(mask);
        applied.value = expression;
        filterError.value = null;
      });
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      filterError.value = { text: error.message, at: error.at };
    }
  });
}

/** A live update that changes nothing of the mask makes no view draw again. */
function setMask(mask: Uint8Array | null): void {
  const old = untracked(() => filtered.value);
  const same = mask !== null && old !== null && mask.length === old.length && mask.every((one, row) => one === old[row]);
  if (!same) filtered.value = mask;
}
