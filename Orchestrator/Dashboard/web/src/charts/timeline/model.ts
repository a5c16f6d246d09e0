import { computed, signal } from '@preact/signals';
import type { Attempt, Attempts } from '../../data/timeline';
import type { Sweep } from '../../data/wire';

/** One line of the chart: a slot, or where the slot is not known a lane of its node. */
export interface Lane {
  readonly name: string;
  readonly node: string;
  readonly attempts: readonly Attempt[];
}

export const outcomes = {
  r: { name: 'running', colour: 'accent' },
  f: { name: 'finished', colour: 'good' },
  x: { name: 'failed', colour: 'bad' },
  t: { name: 'failed for good', colour: 'bad' },
  q: { name: 'taken back', colour: 'warn' },
} as const;

export type Outcome = keyof typeof outcomes;
export const outcomeOf = ({ outcome }: Attempt): Outcome => (outcome in outcomes ? (outcome as Outcome) : 'r');

export function timelineModel(sweep: Sweep) {
  const attempts = signal<Attempts>({ all: [], loading: true, error: null, start: 0, end: 0 });
  const lanes = computed(() => lanesOf(attempts.value.all));
  /** Seconds after the start; null: all of it. */
  const zoom = signal<readonly [number, number] | null>(null);
  const whole = computed<readonly [number, number]>(() => [0, Math.max(1, (attempts.value.end - attempts.value.start) / 1000)]);
  const span = computed(() => zoom.value ?? whole.value);
  const pointed = signal<Attempt | null>(null);
  return { sweep, attempts, lanes, zoom, whole, span, pointed };
}

export type TimelineModel = ReturnType<typeof timelineModel>;

export function lanesOf(all: readonly Attempt[]): Lane[] {
  const bySlot = new Map<string, Attempt[]>();
  for (const one of all) {
    const key = `${one.node}\n${one.slot}`;
    const known = bySlot.get(key);
    if (known) known.push(one);
    else bySlot.set(key, [one]);
  }
  const keys = [...bySlot.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return keys.flatMap((key) => {
    const [node = '', slot = ''] = key.split('\n');
    const attempts = (bySlot.get(key) as Attempt[]).sort((a, b) => a.began - b.began);
    return apart(attempts).map((lane, place, lanes) => ({ node, attempts: lane, name: slot || (lanes.length > 1 ? `${place + 1}` : '') }));
  });
}

/** Attempts that overlap cannot share a line; each goes to the first that is free. */
function apart(attempts: readonly Attempt[]): Attempt[][] {
  const lanes: { free: number; attempts: Attempt[] }[] = [];
  for (const one of attempts) {
    const ended = one.ended || Number.POSITIVE_INFINITY;
    const lane = lanes.find(({ free }) => free <= one.began + 1);
    if (lane) {
      lane.free = ended;
      lane.attempts.push(one);
    } else lanes.push({ free: ended, attempts: [one] });
  }
  return lanes.map((lane) => lane.attempts);
}

/** Closer by a factor around a moment, never beyond the whole. */
export function zoomAt({ zoom, span, whole }: TimelineModel, at: number, factor: number): void {
  const [from, to] = span.value;
  const next: [number, number] = [at - (at - from) * factor, at + (to - at) * factor];
  const end = whole.value[1];
  if (next[1] - next[0] >= end) zoom.value = null;
  else if (next[1] - next[0] >= 0.05) zoom.value = held(next, end);
}

export function pan({ zoom, span, whole }: TimelineModel, by: number): void {
  const [from, to] = span.value;
  if (zoom.value) zoom.value = held([from + by, to + by], whole.value[1]);
}

function held([from, to]: readonly [number, number], end: number): [number, number] {
  const by = Math.max(-from, Math.min(0, end - to));
  return [from + by, to + by];
}
