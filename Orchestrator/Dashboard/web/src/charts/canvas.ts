import { effect, signal } from '@preact/signals';
import { dragging, followMs } from '../data/dragging';
import { drawInFrame, dropFromFrame } from './frames';
import { dropSlices } from './slices';
import { type Theme, theme } from './theme';

/** What a layer draws on: sizes in CSS pixels; the context is scaled to the screen's. */
export interface Canvas {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly theme: Theme;
}

export interface Layer {
  /** Whatever signals it reads make it draw again: at most once a frame, and only while it is in sight. */
  draw(canvas: Canvas): void;
}

/** Table and words are painted before the heavy charts that change with them. */
const tableFirstMs = 40;

/** How long a chart that changed waits to be drawn again, in ms, when its last drawing took `cost` ms: a heavy one never starves the one under the pointer. */
function patience(box: Element, cost: number): number {
  const heavy = cost > 16 ? cost : 0;
  const dragged = dragging.peek();
  if (dragged) return dragged === box ? heavy : Math.max(heavy, followMs);
  return cost > 4 ? Math.max(heavy, tableFirstMs) : 0;
}

/** Runs `draw` now, and again in a coming frame after a signal that it read has changed. */
function onFrame(box: Element, draw: () => void): () => void {
  let stop = () => {};
  let timer = 0;
  let cost = 0;
  const start = () => {
    stop();
    let first = true;
    stop = effect(() => {
      if (!first) return later();
      first = false;
      const began = performance.now();
      draw();
      cost = performance.now() - began;
    });
  };
  const later = () => {
    const wait = patience(box, cost);
    if (wait === 0) drawInFrame(start);
    else timer = window.setTimeout(() => drawInFrame(start), wait);
  };
  start();
  return () => {
    stop();
    clearTimeout(timer);
    dropFromFrame(start);
  };
}

/** Drawn a little before it is scrolled to. */
const nearby = { rootMargin: '150px' };

/** Ties layers to the canvases of a box, one above the other. The box's size is theirs. */
export function attach(box: HTMLElement, canvases: readonly HTMLCanvasElement[], layers: readonly Layer[]): () => void {
  const size = signal({ width: box.clientWidth, height: box.clientHeight, ratio: devicePixelRatio });
  const seen = signal(false);
  const resized = new ResizeObserver(() => {
    size.value = { width: box.clientWidth, height: box.clientHeight, ratio: devicePixelRatio };
  });
  const shown = new IntersectionObserver(([entry]) => {
    seen.value = entry?.isIntersecting ?? false;
  }, nearby);
  resized.observe(box);
  shown.observe(box);
  const stops = layers.map((layer, place) =>
    onFrame(box, () => {
      const canvas = canvases[place];
      if (!seen.value || !canvas || size.value.width === 0) return;
      layer.draw(cleared(canvas, size.value));
    }),
  );
  return () => {
    for (const stop of stops) stop();
    resized.disconnect();
    shown.disconnect();
  };
}

function cleared(canvas: HTMLCanvasElement, { width, height, ratio }: { width: number; height: number; ratio: number }): Canvas {
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  dropSlices(context);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, across, down);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, width, height, ratio, theme: theme.value };
}
