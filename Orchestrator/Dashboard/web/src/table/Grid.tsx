import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { hovered } from '../data/view';
import { Head } from './Head';
import { cellId, onGridKey, rowHeight } from './keys';
import { Row } from './Row';
import { arrangement, best, cursor, held, laidOut } from './state';

const spare = 8;
// So many pinned trials stay in place while the others scroll; more would leave no room for them.
const mostFixed = 8;

/** The rows that are in sight, and a few more; the others are only height. */
export function Grid({ sweep }: { sweep: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const seen = useSignal({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      seen.value = { top: element.scrollTop, height: element.clientHeight };
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [seen]);
  useHeld(scroller);

  const shown = laidOut.value;
  const { items, pinned } = arrangement.value;
  const fixed = Math.min(pinned, mostFixed);
  const first = Math.max(fixed, fixed + Math.floor(seen.value.top / rowHeight) - spare);
  // A row that scrolls out of sight is used again for one that comes into it, and all of them when the order changes.
  const slots = Math.ceil(seen.value.height / rowHeight) + 2 * spare;
  const end = Math.min(items.length, first + slots);
  const rows = (from: number, to: number) =>
    Array.from(items.subarray(from, to), (item, i) => (
      <Row
        key={(from + i) % slots}
        item={item}
        place={from + i}
        top={from < fixed ? null : (from + i - fixed) * rowHeight}
        sweep={sweep}
        best={item === best.value}
      />
    ));
  const { item, column } = cursor.value;
  const template = shown.map(({ width }, i) => (i === shown.length - 1 ? `minmax(${width}px, 1fr)` : `${width}px`)).join(' ');
  return (
    <div
      ref={scroller}
      class="grid"
      role="grid"
      tabIndex={0}
      aria-label="Trials"
      aria-rowcount={items.length + 1}
      aria-colcount={shown.length}
      aria-activedescendant={cellId(item, column)}
      style={{ '--columns': template }}
      onClick={pointAt}
      onKeyDown={(event) => onGridKey(event, scroller.current, sweep)}
      onMouseLeave={() => {
        hovered.value = null;
      }}
    >
      <div class="fixed" role="rowgroup">
        <Head columns={shown} />
        {rows(0, fixed)}
      </div>
      <div class="body" role="rowgroup" style={{ height: `${(items.length - fixed) * rowHeight}px` }}>
        {rows(first, end)}
      </div>
    </div>
  );
}

/** A click takes the keyboard's cursor along. */
function pointAt(event: MouseEvent): void {
  const cell = event.target instanceof Element ? event.target.closest('[role="gridcell"]') : null;
  const [, item, column] = /^cell-(-?\d+)-(\d+)$/.exec(cell?.id ?? '') ?? [];
  if (item !== undefined && column !== undefined) cursor.value = { item: Number(item), column: Number(column) };
}

/** Rows keep still under the pointer and under the keyboard's cursor. */
function useHeld(element: { current: HTMLElement | null }): void {
  useEffect(() => {
    const grid = element.current;
    if (!grid) return;
    const look = () => {
      held.value = grid.matches(':hover, :focus-visible, :has(:focus-visible)');
    };
    const events = ['mouseenter', 'mouseleave', 'focusin', 'focusout'] as const;
    const later = () => setTimeout(look);
    for (const event of events) grid.addEventListener(event, later);
    return () => {
      for (const event of events) grid.removeEventListener(event, later);
      held.value = false;
    };
  }, [element]);
}
