import { useRef } from 'preact/hooks';
import { titled } from '../columns';
import { brushKey } from './brushing';
import { room } from './draw';
import { type Axis, moveAxis, type ParallelModel } from './model';
/** An axis' name: dragged it moves, pressed it opens its tools, arrow keys brush. */
export function AxisHead({
  model,
  axis,
  place,
  open,
  onOpen,
}: {
  model: ParallelModel;
  axis: Axis;
  place: number;
  open: boolean;
  onOpen: () => void;
}) {
  const dragged = useRef<{ x: number; moved: boolean } | null>(null);
  const { key } = axis.column;
  const count = model.axes.value.length;
  const follow = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const from = dragged.current;
    if (!from || (Math.abs(event.clientX - from.x) < 6 && !from.moved)) return;
    from.moved = true;
    const bounds = (event.currentTarget.parentElement as HTMLElement).getBoundingClientRect();
    const across = (event.clientX - bounds.left - room.left) / Math.max(1, bounds.width - room.left - room.right);
    const to = Math.round(across * (count - 1));
    if (to !== place && to >= 0 && to < count) moveAxis(model, key, to);
  };
  return (
    <button
      type="button"
      class={open ? 'axis-head open' : 'axis-head'}
      style={{
        left: `calc(${room.left - 6}px + (100% - ${room.left + room.right}px) * ${count > 1 ? place / (count - 1) : 0})`,
        width: place === count - 1 ? `${room.right}px` : `calc((100% - ${room.left + room.right}px) / ${Math.max(1, count - 1)} - 6px)`,
      }}
      aria-expanded={open}
      title={`${titled(axis.column)}${axis.column.help ? `: ${axis.column.help}` : ''}\nDrag to move; press for tools; up and down brush, with Shift they stretch; Alt with left and right moves.`}
      onPointerDown={(event) => {
        dragged.current = { x: event.clientX, moved: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={follow}
      onClick={() => {
        if (!dragged.current?.moved) onOpen();
        dragged.current = null;
      }}
      onPointerUp={(event) => event.currentTarget.releasePointerCapture(event.pointerId)}
      onKeyDown={(event) => {
        const by = event.altKey ? ({ ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0) : 0;
        if (by) moveAxis(model, key, place + by);
        if (by || brushKey(axis, event)) event.preventDefault();
      }}
    >
      {axis.column.label}
    </button>
  );
}
