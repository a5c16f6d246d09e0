import type { Attempt } from '../../data/timeline';
import { brush, hovered } from '../../data/view';
import type { Handlers, Point } from '../Plot';
import { pan, type TimelineModel, zoomAt } from './model';
import { laneAt, roomOf, secondsAt, xOf } from './room';

/** Wheel zooms, a drag selects what ran then, with Shift it moves along; a click opens the trial. */
export function timelineHandlers(model: TimelineModel, open: (trial: number) => void): Handlers {
  return {
    hover: (at) => point(model, at && attemptAt(model, at)),
    click: (at) => {
      const found = attemptAt(model, at);
      if (found) open(found.trial);
      else brush({ key: 'began', interval: null }, { key: 'ended', interval: null });
    },
    drag: (from, event) => {
      const room = roomOf(from, model.lanes.value);
      const at = ({ x }: Point) => Math.max(model.whole.value[0], Math.min(model.whole.value[1], secondsAt(room, model.span.value, x)));
      if (!event.shiftKey) return { move: (to) => brushTime(at(from), at(to)) };
      let last = from.x;
      return {
        move(to) {
          const [begin, end] = model.span.value;
          pan(model, ((last - to.x) / (room.right - room.left)) * (end - begin));
          last = to.x;
        },
      };
    },
    wheel: (at, event) => {
      // The page must go on scrolling under the pointer: the wheel is ours with Ctrl, or once the chart has the focus.
      const ours = event.ctrlKey || event.metaKey || (event.currentTarget as Element).matches(':focus');
      if (!ours) return;
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan(model, (event.deltaX / 800) * (model.span.value[1] - model.span.value[0]));
      else zoomAt(model, secondsAt(roomOf(at, model.lanes.value), model.span.value, at.x), event.deltaY < 0 ? 0.8 : 1.25);
      event.preventDefault();
    },
    key: (event) => key(model, event, open),
  };
}

function point(model: TimelineModel, attempt: Attempt | null): void {
  model.pointed.value = attempt;
  hovered.value = attempt ? attempt.trial : null;
}

export function brushTime(a: number, b: number): void {
  const [from, to] = [Math.min(a, b), Math.max(a, b)].map((seconds) => Number(seconds.toFixed(2))) as [number, number];
  brush({ key: 'ended', interval: [from, Number.POSITIVE_INFINITY] }, { key: 'began', interval: [Number.NEGATIVE_INFINITY, to] });
}

function attemptAt(model: TimelineModel, at: Point): Attempt | null {
  const room = roomOf(at, model.lanes.value);
  const lane = model.lanes.value[laneAt(room, at.y)];
  if (!lane) return null;
  const { start, end } = model.attempts.value;
  const x = (moment: number) => xOf(room, model.span.value, (moment - start) / 1000);
  let [best, distance]: [Attempt | null, number] = [null, 4];
  for (const attempt of lane.attempts) {
    const off = Math.max(0, x(attempt.began) - at.x, at.x - x(attempt.ended || end));
    // Between equals the one that went wrong: it is the one that is drawn on top.
    if (off < distance || (off === distance && attempt.outcome !== 'f')) [best, distance] = [attempt, off];
  }
  return best;
}

/** Plus and minus zoom, 0 shows all, Page keys move along; left and right walk a lane, up and down change it; Enter opens. */
function key(model: TimelineModel, event: KeyboardEvent, open: (trial: number) => void): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const [from, to] = model.span.value;
  const now = model.pointed.value;
  const middle = now ? (now.began - model.attempts.value.start) / 1000 : (from + to) / 2;
  const actions: Record<string, () => void> = {
    '+': () => zoomAt(model, middle, 0.6),
    '=': () => zoomAt(model, middle, 0.6),
    '-': () => zoomAt(model, middle, 1.6),
    '0': () => {
      model.zoom.value = null;
    },
    PageDown: () => pan(model, (to - from) * 0.5),
    PageUp: () => pan(model, (from - to) * 0.5),
    Enter: () => now && open(now.trial),
    Escape: () => point(model, null),
    ArrowRight: () => walkLane(model, 1),
    ArrowLeft: () => walkLane(model, -1),
    ArrowDown: () => changeLane(model, 1),
    ArrowUp: () => changeLane(model, -1),
  };
  actions[event.key]?.();
  return event.key in actions;
}

const laneOf = ({ lanes, pointed }: TimelineModel): number =>
  lanes.value.findIndex(({ attempts }) => pointed.value !== null && attempts.includes(pointed.value));

function walkLane(model: TimelineModel, by: number): void {
  const lane = model.lanes.value[Math.max(0, laneOf(model))];
  if (!lane) return;
  const at = model.pointed.value ? lane.attempts.indexOf(model.pointed.value) : -by;
  show(model, lane.attempts[Math.max(0, Math.min(lane.attempts.length - 1, at + by))]);
}

/** To the attempt of the next lane that began nearest in time. */
function changeLane(model: TimelineModel, by: number): void {
  const lane = model.lanes.value[Math.max(0, Math.min(model.lanes.value.length - 1, laneOf(model) + by))];
  const now = model.pointed.value?.began ?? 0;
  show(
    model,
    lane?.attempts.reduce((best, one) => (Math.abs(one.began - now) < Math.abs(best.began - now) ? one : best)),
  );
}

function show(model: TimelineModel, attempt: Attempt | undefined): void {
  if (!attempt) return;
  point(model, attempt);
  const at = (attempt.began - model.attempts.value.start) / 1000;
  const [from, to] = model.span.value;
  if (at < from || at > to) pan(model, at - (from + to) / 2);
}
