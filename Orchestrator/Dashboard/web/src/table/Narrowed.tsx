import { useComputed } from '@preact/signals';
import { count } from '../app/words';
import { followed, followedBrushes } from '../data/dragging';
import { type Column, show } from '../data/trials';
import { type Brush, brush, narrowed, trials, view } from '../data/view';
import { clear } from './keys';

/** How many trials are left, by what, and the way back. Its room is kept, so that nothing moves when it fills. */
export function Narrowed() {
  const left = useComputed(() => followed.value.reduce((sum, one) => sum + one, 0)).value;
  const total = trials.value.count;
  const { filter } = view.value;
  return (
    <div class="narrowed">
      <span role="status">{narrowed.value ? `${count(left)} of ${count(total)} trials` : `all ${count(total)} trials`}</span>
      {followedBrushes.value.map((one) => (
        <Chip
          key={one.key}
          text={brushText(one, trials.value.columns.get(one.key))}
          remove={() => brush({ key: one.key, interval: null })}
        />
      ))}
      {narrowed.value && filter && (
        <Chip
          text={filter}
          remove={() => {
            view.value = { ...view.value, filter: '' };
          }}
        />
      )}
      {narrowed.value && (
        <button type="button" class="link" onClick={clear}>
          show all
        </button>
      )}
    </div>
  );
}

function Chip({ text, remove }: { text: string; remove: () => void }) {
  return (
    <span class="chip">
      <span class="clip" title={text}>
        {text}
      </span>
      <button type="button" aria-label={`No longer narrow by ${text}`} onClick={remove}>
        ×
      </button>
    </span>
  );
}

/** `noise 0.1–0.4`, `activation relu, gelu`, `val_loss ≤ 0.1`. */
export function brushText({ key, from, to }: Brush, column: Column | undefined): string {
  const label = column?.label ?? key.replace(/^[pm]\./, '');
  if (column?.categories) {
    const names = column.categories.filter((_, place) => place >= from && place <= to);
    return `${label} ${names.slice(0, 4).join(', ')}${names.length > 4 ? `, … (${names.length})` : ''}`;
  }
  if (from === to) return `${label} ${show(from)}`;
  if (from === Number.NEGATIVE_INFINITY) return `${label} ≤ ${show(to)}`;
  return to === Number.POSITIVE_INFINITY ? `${label} ≥ ${show(from)}` : `${label} ${show(from)} to ${show(to)}`;
}
