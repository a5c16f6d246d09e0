import { navigate, trialPath } from '../app/router';
import { groupColumns } from '../data/group';
import { brush, hovered, togglePin, trials, view } from '../data/view';
import { groupPlace } from './arrange';
import { arrangement, columns, cursor, sortBy, toggleGroup } from './state';

/** Pixels; as in table.css. */
export const rowHeight = 30;

export const cellId = (item: number | 'head', column: number): string => `cell-${item}-${column}`;

/** The keyboard in the table: from cell to cell, and what can be done with one. */
export function onGridKey(event: KeyboardEvent, scroller: HTMLElement | null, sweep: string): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !scroller) return;
  const page = Math.max(1, Math.floor(scroller.clientHeight / rowHeight) - 2);
  const moves: Record<string, () => void> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    PageDown: () => move(page),
    PageUp: () => move(-page),
    Home: () => move(Number.NEGATIVE_INFINITY),
    End: () => move(Number.POSITIVE_INFINITY),
    ArrowLeft: () => sideways(-1),
    ArrowRight: () => sideways(1),
    Enter: () => enter(sweep),
    ' ': pin,
    x: narrow,
    Escape: clear,
  };
  const act = moves[event.key];
  if (!act) return;
  event.preventDefault();
  act();
  reveal(scroller);
}

const placeOf = (item: number | 'head'): number => (item === 'head' ? -1 : arrangement.value.items.indexOf(item));

function move(by: number): void {
  const { items } = arrangement.value;
  const { item, column } = cursor.value;
  const from = placeOf(item);
  // By whole pages and to the ends one stays among the rows; a single step up from the first leads to the heads.
  const lowest = by === -1 ? -1 : 0;
  const place = Math.min(items.length - 1, Math.max(lowest, from + by));
  const next = items[place];
  cursor.value = { item: place < 0 || next === undefined ? 'head' : next, column };
  hovered.value = next !== undefined && place >= 0 && next >= 0 ? next : null;
}

function sideways(by: number): void {
  const { item, column } = cursor.value;
  cursor.value = { item, column: Math.min(columns.value.length - 1, Math.max(0, column + by)) };
}

function enter(sweep: string): void {
  const { item, column } = cursor.value;
  if (item === 'head') sortBy(columns.value[column]?.key ?? 'index');
  else if (item >= 0) navigate(trialPath(sweep, item));
  else toggleGroup(arrangement.value.groups[groupPlace(item)]?.label ?? '');
}

function pin(): void {
  const { item } = cursor.value;
  if (item !== 'head' && item >= 0) togglePin(item);
}

/** To the cell's value; on a group's row to what its trials share. */
function narrow(): void {
  const { item, column } = cursor.value;
  if (item === 'head') return;
  const own = columns.value[column]?.column;
  const group = arrangement.value.groups[groupPlace(item)];
  const wanted = item >= 0 ? (own ? [own] : []) : groupColumns(trials.value, view.value.group ?? '');
  const row = item >= 0 ? item : group?.rows[0];
  const changes = wanted.flatMap((one) => {
    const value = row === undefined ? Number.NaN : (one.values[row] ?? Number.NaN);
    return Number.isNaN(value) ? [] : [{ key: one.key, interval: [value, value] as const }];
  });
  if (changes.length > 0) brush(...changes);
}

export function clear(): void {
  view.value = { ...view.value, brushes: [], filter: '' };
}

/** Scrolls as little as brings the cursor's cell into sight. */
function reveal(scroller: HTMLElement): void {
  const { item, column } = cursor.value;
  const fixed = scroller.querySelector<HTMLElement>('.fixed');
  const pinned = (fixed?.childElementCount ?? 1) - 1;
  const place = placeOf(item) - pinned;
  if (place < 0) scroller.scrollTop = item === 'head' ? scroller.scrollTop : 0;
  else {
    const room = scroller.clientHeight - (fixed?.offsetHeight ?? 0);
    scroller.scrollTop = Math.min(place * rowHeight, Math.max(scroller.scrollTop, (place + 1) * rowHeight - room));
  }
  const head = fixed?.firstElementChild?.children[column] as HTMLElement | undefined;
  const frozen = (fixed?.firstElementChild?.firstElementChild as HTMLElement | null)?.offsetWidth ?? 0;
  if (!head || column === 0) return;
  const right = head.offsetLeft + head.offsetWidth - scroller.clientWidth;
  scroller.scrollLeft = Math.min(head.offsetLeft - frozen, Math.max(scroller.scrollLeft, right));
}
