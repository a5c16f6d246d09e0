import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { filterNames } from '../data/filter/filter';
import { filterError } from '../data/filtering';
import { trials, view } from '../data/view';

const restMs = 120;

/** The filter as typed; names of columns are offered, and what is wrong is told with its place. */
export function FilterField() {
  const typed = useSignal(view.value.filter);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Cleared elsewhere, or another address: the field follows.
  useSignalEffect(() => {
    typed.value = view.value.filter;
  });
  const names = useComputed(() => (trials.value.count > 0 ? filterNames(trials.value) : []));
  const fault = filterError.value;
  const input = (text: string) => {
    typed.value = text;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      view.value = { ...view.value, filter: text };
    }, restMs);
  };
  return (
    <div class="filter">
      <input
        type="search"
        data-key="/"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        aria-label="Filter trials by an expression"
        aria-invalid={fault !== null}
        aria-describedby="filter-fault"
        title={'Such as: noise > 0.2 and state = finished or node ~ "gpu"; also != < <= >=, in (…), not, brackets, none (/)'}
        placeholder={example(names.value)}
        list="filter-names"
        value={typed.value}
        onInput={(event) => input(event.currentTarget.value)}
      />
      <datalist id="filter-names">
        {completions(typed.value, names.value).map((text) => (
          <option key={text} value={text} />
        ))}
      </datalist>
      <div id="filter-fault" class="fault" role="status">
        {fault && (
          <>
            <code aria-hidden="true">
              {view.value.filter.slice(Math.max(0, fault.at - 12), fault.at)}
              <mark>{/^\S+/.exec(view.value.filter.slice(fault.at))?.[0] ?? '␣'}</mark>
            </code>{' '}
            {fault.text} (at character {fault.at + 1})
          </>
        )}
      </div>
    </div>
  );
}

const example = ([name]: readonly string[]): string => (name ? `Filter: ${name} = … and state = failed` : 'Filter');

/** A list of suggestions replaces the whole text, so each begins with what stands before the word that is being typed. */
function completions(typed: string, names: readonly string[]): string[] {
  const word = /[\p{L}\p{N}_./`-]*$/u.exec(typed)?.[0] ?? '';
  const before = typed.slice(0, typed.length - word.length);
  const nameExpected = before.trim() === '' || /(\band|\bor|\bnot|&&|\|\||[(!])\s*$/i.test(before);
  return nameExpected ? names.filter((name) => name.toLowerCase().includes(word.toLowerCase())).map((name) => before + name) : [];
}
