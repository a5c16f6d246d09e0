/** Milliseconds of drawing a frame: the rest belongs to whoever points, scrolls or types. */
const share = 9;

const jobs = new WeakMap<CanvasRenderingContext2D, number>();

/** What is still being drawn on a canvas is given up. */
export function dropSlices(context: CanvasRenderingContext2D): void {
  jobs.set(context, (jobs.get(context) ?? 0) + 1);
}

/** A long drawing, some each frame: `draw` does a little and says whether there is more; `show` puts it on the canvas. Ends early where that is drawn anew. */
export function inSlices(context: CanvasRenderingContext2D, draw: () => boolean, show: () => void): void {
  dropSlices(context);
  const job = jobs.get(context);
  let [more, slices] = [true, 0];
  const slice = () => {
    if (jobs.get(context) !== job) return;
    const end = performance.now() + share;
    while (more && performance.now() < end) more = draw();
    // Showing costs as much as a good part of a slice: at first, now and then, and in the end.
    if (slices++ % 4 === 0 || !more) show();
    if (more) requestAnimationFrame(slice);
  };
  slice();
}
