import { batch, computed, effect, signal, untracked } from '@preact/signals';
import { followed, followedBrushes } from '../data/dragging';
import { applied } from '../data/filtering';
import { reasons, sweep } from '../data/sweep';
import { narrowed, pinned, trials, view } from '../data/view';
import { type Arrangement, arrange } from './arrange';
import { differing, shownColumns } from './layout';

/** Groups that are unfolded, by label. */
export const unfolded = signal<ReadonlySet<string>>(new Set());
/** The keyboard's place: an item of the arrangement, or the heads; and a column. */
export const cursor = signal<{ item: number | 'head'; column: number }>({ item: 'head', column: 0 });
/** While somebody points at the table or has the focus in it, rows stay where they are: live values don't move them. */
export const held = signal(false);

export const arrangement = signal<Arrangement>({ items: new Int32Array(0), pinned: 0, groups: [] });

/** The best trial so far. */
export const best = computed(() => sweep.value?.best?.index ?? null);

/** Null in the view means: the best first. */
export const order = computed(() => view.value.sort ?? { key: 'value', up: sweep.value?.objective.goal !== 'maximize' });

/** The keys of the columns that the reader chose, or of those that differ. */
export const shownKeys = (): readonly string[] => view.value.columns ?? differing(trials.value, reasons.value.size > 0);

// What decides which columns there are, as a text: a live value must not lay out the table anew.
const shape = computed(() => {
  const all = trials.value;
  const kinds = [...all.columns.values()].map((column) => `${column.key} ${column.categories?.length ?? ''}`);
  return JSON.stringify([shownKeys(), all.count, kinds, view.value.group !== null, sweep.value?.id]);
});

/** The columns as shown, their widths settled; not their newest values. */
export const laidOut = computed(() => {
  const [keys] = JSON.parse(shape.value) as [string[]];
  return untracked(() => shownColumns(trials.value, keys, view.value.group !== null));
});

/** The same with the newest values. */
export const columns = computed(() => {
  const all = trials.value.columns;
  return laidOut.value.map((one) => ({ ...one, column: all.get(one.key) ?? null }));
});

const restMs = 500;

/** Keeps the arrangement: at once when the reader asks for another one, now and then while trials run. */
export function keepArranged(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stale = false;

  const now = () => {
    clearTimeout(timer);
    timer = undefined;
    stale = false;
    arrangement.value = untracked(() =>
      arrange({
        trials: trials.value,
        mask: narrowed.value ? followed.value : null,
        sort: order.value,
        group: view.value.group,
        unfolded: unfolded.value,
        pinned: pinned.value,
      }),
    );
  };
  const later = () => {
    timer = undefined;
    if (stale && !held.value) now();
  };
  const asked = effect(() => {
    void [
      applied.value,
      followedBrushes.value,
      view.value.group,
      pinned.value,
      order.value.key,
      order.value.up,
      unfolded.value,
      narrowed.value,
      trials.value.count,
    ];
    now();
  });
  const live = effect(() => {
    void [trials.value, followed.value];
    stale = true;
    if (!held.value) timer ??= setTimeout(later, restMs);
  });
  return () => {
    clearTimeout(timer);
    asked();
    live();
  };
}

export function sortBy(key: string): void {
  const { key: was, up } = order.value;
  const first = key === 'value' ? sweep.value?.objective.goal !== 'maximize' : true;
  view.value = { ...view.value, sort: { key, up: key === was ? !up : first } };
}

export function toggleGroup(label: string): void {
  const next = new Set(unfolded.value);
  if (!next.delete(label)) next.add(label);
  unfolded.value = next;
}

export function groupBy(group: string | null): void {
  batch(() => {
    unfolded.value = new Set();
    view.value = { ...view.value, group };
  });
}
