// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a plot takes the focus, its arrow keys walk through the trials
// biome-ignore-all lint/a11y/useSemanticElements: a fieldset cannot hold canvases one above the other
import { useEffect, useRef } from 'preact/hooks';
import { dragging } from '../data/dragging';
import { attach, type Layer } from './canvas';
import { dropFromFrame, moveInFrame } from './frames';

/** A place in a plot of this size, in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a plot does with pointer and keys. */
export interface Handlers {
  hover?(at: Point | null): void;
  click?(at: Point): void;
  /** A pointer went down; what is answered follows the drag, `null` leaves it alone. */
  drag?(from: Point, event: PointerEvent): Drag | null;
  wheel?(at: Point, event: WheelEvent): void;
  /** True: the key was for the plot. */
  key?(event: KeyboardEvent): boolean;
}

export interface Drag {
  move(to: Point): void;
  end?(to: Point): void;
}

interface Props {
  label: string;
  /** Id of the sentence that says what is to be seen. */
  describedBy: string;
  height: number;
  layers: readonly Layer[];
  on: Handlers;
  cursor?: string;
}

/** Canvases one above the other; layers are fixed for the plot's life, what they read are signals. */
export function Plot({ label, describedBy, height, layers, on, cursor }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const canvases = useRef<(HTMLCanvasElement | null)[]>([]);
  const latest = useRef(on);
  latest.current = on;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const detach = attach(
      element,
      canvases.current.filter((canvas) => canvas !== null),
      layers,
    );
    const unlisten = listen(element, () => latest.current);
    return () => {
      detach();
      unlisten();
    };
  }, [layers]);
  return (
    <div
      ref={box}
      class="plot"
      role="group"
      tabIndex={0}
      aria-label={label}
      aria-describedby={describedBy}
      style={{ height: `${height}px`, cursor: cursor ?? 'crosshair' }}
    >
      {layers.map((_, place) => (
        <canvas
          key={place}
          ref={(canvas) => {
            canvases.current[place] = canvas;
          }}
        />
      ))}
    </div>
  );
}

/** A press that moves less than this is a click. */
const stir = 4;

function listen(box: HTMLElement, on: () => Handlers): () => void {
  const stopped = new AbortController();
  const during = { signal: stopped.signal };
  let pressed: { from: Point; drag: Drag | null; moved: boolean } | null = null;
  // Where a drag has got to, and the frame that will follow it there: pointers tell more often than a screen can show.
  let reached: Point | null = null;
  const follow = () => {
    if (reached) pressed?.drag?.move(reached);
    reached = null;
  };
  const place = (event: MouseEvent): Point => {
    const { left, top, width, height } = box.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top, width, height };
  };
  box.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      const from = place(event);
      pressed = { from, drag: on().drag?.(from, event) ?? null, moved: false };
      if (pressed.drag) box.setPointerCapture(event.pointerId);
    },
    during,
  );
  box.addEventListener(
    'pointermove',
    (event) => {
      const at = place(event);
      if (pressed && !pressed.moved) pressed.moved = Math.hypot(at.x - pressed.from.x, at.y - pressed.from.y) >= stir;
      if (pressed?.drag) {
        if (!pressed.moved) return;
        dragging.value = box;
        reached = at;
        moveInFrame(follow);
      } else on().hover?.(at);
    },
    during,
  );
  const released = (event: PointerEvent, cancelled: boolean) => {
    dropFromFrame(follow);
    follow();
    if (pressed?.moved) pressed.drag?.end?.(place(event));
    else if (pressed && !cancelled) on().click?.(pressed.from);
    pressed = null;
    dragging.value = null;
  };
  box.addEventListener('pointerup', (event) => released(event, false), during);
  box.addEventListener('pointercancel', (event) => released(event, true), during);
  box.addEventListener('pointerleave', () => on().hover?.(null), during);
  box.addEventListener('wheel', (event) => on().wheel?.(place(event), event), { ...during, passive: false });
  box.addEventListener('keydown', (event) => on().key?.(event) && event.preventDefault(), during);
  return () => stopped.abort();
}
