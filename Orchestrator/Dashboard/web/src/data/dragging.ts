import { computed, effect, signal } from '@preact/signals';
import { brushes, filtered, select, selected, trials } from './view';

/** The plot in which something is being dragged: heavy charts draw a sample until it is let go. */
export const dragging = signal<Element | null>(null);

/** While one plot is dragged in, the rest of the page follows it so often: its frames belong to the one under the pointer. */
export const followMs = 120;

let still = selected.peek();

/** The selection as it was before the drag: for what is too heavy to follow each move. */
export const settled = computed(() => {
  if (!dragging.value) still = selected.value;
  return still;
});

/** The brushes as table and words have them: a little late during a drag. */
export const followedBrushes = signal(brushes.peek());

/** The selection by those. */
export const followed = computed(() => select(trials.value, filtered.value, followedBrushes.value));

let timer: ReturnType<typeof setTimeout> | undefined;

const follow = () => {
  clearTimeout(timer);
  timer = undefined;
  followedBrushes.value = brushes.peek();
};

effect(() => {
  void brushes.value;
  if (dragging.value) timer ??= setTimeout(follow, followMs);
  else follow();
});
