import type { Attempt } from '../../data/timeline';
import { brushes, hovered, pinned, selected } from '../../data/view';
import { timeTicks } from '../../math/ticks';
import { clipped, fontOf } from '../axes';
import type { Canvas, Layer } from '../canvas';
import { type Lane, type Outcome, outcomes, type TimelineModel } from './model';
import { type Bar, barOf, bottom, type Room, roomOf, top, xOf } from './room';
export function timelineLayers(model: TimelineModel): Layer[] {
  return [
    {
      draw(canvas) {
        const lanes = model.lanes.value;
        const room = roomOf(canvas, lanes);
        drawFrame(canvas, model, lanes, room);
        const mask = selected.value;
        canvas.context.save();
        canvas.context.beginPath();
        canvas.context.rect(room.left, 0, room.right - room.left + 6, canvas.height);
        canvas.context.clip();
        lanes.forEach((lane, place) => {
          drawLane(canvas, model, lane, top + place * room.laneHeight, room, mask);
        });
        canvas.context.restore();
      },
    },
    { draw: (canvas) => drawMarks(canvas, model) },
  ];
}

function drawFrame(canvas: Canvas, { span }: TimelineModel, lanes: readonly Lane[], room: Room): void {
  const { context, theme, height } = canvas;
  const [from, to] = span.value;
  context.font = fontOf(canvas);
  context.fillStyle = theme.colour('quiet');
  context.strokeStyle = theme.colour('line');
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  lanes.forEach(({ node, name }, place) => {
    const middle = top + (place + 0.5) * room.laneHeight;
    // One name a node where lanes are too thin for one each.
    if (room.laneHeight >= 12 || lanes[place - 1]?.node !== node)
      context.fillText(clipped(canvas, `${node} ${name}`.trim(), room.left - 10), room.left - 7, middle);
  });
  context.textAlign = 'center';
  let end = Number.NEGATIVE_INFINITY;
  for (const { value, label } of timeTicks(from, to, Math.floor((room.right - room.left) / 80))) {
    const x = Math.round(xOf(room, span.value, value)) + 0.5;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, height - bottom);
    context.stroke();
    const half = context.measureText(label).width / 2;
    if (x - half < end + 8 || x + half > canvas.width) continue;
    context.fillText(label, x, 10);
    end = x + half;
  }
}

function drawLane(canvas: Canvas, model: TimelineModel, { attempts }: Lane, y: number, room: Room, mask: Uint8Array): void {
  const inset = room.laneHeight > 9 ? 2 : 0.5;
  const [boxTop, boxHeight] = [y + inset, room.laneHeight - 2 * inset];
  const late: Bar[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const attempt of attempts) {
    const bar = barOf(model, attempt, room, mask);
    if (!bar) continue;
    // What went wrong is drawn above the rest, and never thinner than can be seen.
    if (bar.outcome !== 'f') late.push(bar);
    else if (bar.width >= 1 || bar.x + bar.width > last + 0.5) {
      drawBar(canvas, bar, boxTop, boxHeight);
      last = bar.x + bar.width;
    }
  }
  for (const bar of late) drawBar(canvas, bar, boxTop, boxHeight);
}

function drawBar(canvas: Canvas, { x, width, outcome, lit, attempt }: Bar, y: number, height: number): void {
  const { context, theme } = canvas;
  const gap = width > 4 ? 1 : 0;
  context.globalAlpha = lit ? 1 : 0.22;
  context.fillStyle = theme.colour(outcomes[outcome].colour);
  context.fillRect(x, y, width - gap, height);
  if (outcome !== 'f' && width > 5) pattern(canvas, outcome, x, y, width - gap, height);
  context.globalAlpha = lit ? 1 : 0.4;
  if (width > 22 && height > 10) {
    if (lit) drawLabel(canvas, outcome, attempt, x, y, width, height);
  } else if (attempt.attempt > 1 && height > 5) {
    // A retry has a notch, whatever became of it.
    context.fillStyle = theme.colour('ink');
    context.fillRect(x, y, Math.min(2, width), height / 2);
  }
  context.globalAlpha = 1;
}

/** On a ground of its own, so that no hatching runs through it. */
function drawLabel(
  canvas: Canvas,
  outcome: Outcome,
  { trial, attempt }: Attempt,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const { context, theme } = canvas;
  context.font = fontOf(canvas);
  const label = `${signs[outcome]}${trial}${attempt > 1 ? ` ↻${attempt}` : ''}`;
  const room = context.measureText(label).width;
  if (room >= width - 8) return;
  context.fillStyle = theme.colour(outcomes[outcome].colour);
  if (outcome !== 'f') context.fillRect(x + 1, y, room + 6, height);
  context.fillStyle = theme.colour('surface');
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(label, x + 4, y + height / 2);
}

export const signs: Record<Outcome, string> = { r: '▶ ', f: '', x: '✕ ', t: '✕✕ ', q: '↶ ' };

/** Shapes beside colours: hatched where it failed, crossed where for good, dotted where it was taken back, open at the end where it runs. */
function pattern({ context, theme }: Canvas, outcome: Outcome, x: number, y: number, width: number, height: number): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.globalAlpha *= 0.45;
  context.strokeStyle = theme.colour('surface');
  context.lineWidth = 1.5;
  context.beginPath();
  if (outcome === 'q') context.setLineDash([2, 3]);
  const hatch = (slope: number) => {
    for (let at = x - height; at < x + width + height; at += 7) {
      context.moveTo(at, slope > 0 ? y + height : y);
      context.lineTo(at + height, slope > 0 ? y : y + height);
    }
  };
  if (outcome !== 'r') hatch(1);
  if (outcome === 't') hatch(-1);
  context.stroke();
  context.restore();
}

function drawMarks(canvas: Canvas, model: TimelineModel): void {
  const { context, theme } = canvas;
  const lanes = model.lanes.value;
  const room = roomOf(canvas, lanes);
  const marked = new Set([...pinned.value, ...(hovered.value === null ? [] : [hovered.value])]);
  const all = new Uint8Array(0);
  for (const [place, lane] of marked.size ? lanes.entries() : []) {
    for (const attempt of lane.attempts) {
      if (!marked.has(attempt.trial)) continue;
      const bar = barOf(model, attempt, room, all);
      if (!bar) continue;
      context.strokeStyle = theme.colour(attempt.trial === hovered.value ? 'ink' : 'accent');
      context.lineWidth = 2;
      context.strokeRect(bar.x - 1, top + place * room.laneHeight, bar.width + 1, room.laneHeight);
    }
  }
  drawTimeBrush(canvas, model, room);
}

/** What ran in this time: it ended after its begin and began before its end. */
function drawTimeBrush({ context, theme, height }: Canvas, { span }: TimelineModel, room: Room): void {
  const from = brushes.value.find(({ key }) => key === 'ended')?.from;
  const to = brushes.value.find(({ key }) => key === 'began')?.to;
  if (from === undefined && to === undefined) return;
  const [x0, x1] = [
    from === undefined ? room.left : xOf(room, span.value, from),
    to === undefined ? room.right : xOf(room, span.value, to),
  ];
  context.fillStyle = context.strokeStyle = theme.colour('accent');
  context.globalAlpha = 0.14;
  context.fillRect(Math.max(room.left, x0), top, Math.min(room.right, x1) - Math.max(room.left, x0), height - top - bottom);
  context.globalAlpha = 1;
  for (const x of [x0, x1]) if (x >= room.left && x <= room.right) context.fillRect(x - 1, top, 2, height - top - bottom);
}
