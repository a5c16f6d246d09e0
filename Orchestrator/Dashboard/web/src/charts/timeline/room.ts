import type { Attempt } from '../../data/timeline';
import { type Lane, type Outcome, outcomeOf, type TimelineModel } from './model';

export const top = 22;
export const bottom = 4;

export interface Room {
  readonly left: number;
  readonly right: number;
  readonly laneHeight: number;
}

/** Names at the left, as wide as a third at most; lanes share the rest. */
export function roomOf({ width, height }: { width: number; height: number }, lanes: readonly Lane[]): Room {
  const longest = Math.max(4, ...lanes.map(({ node, name }) => node.length + name.length + 1));
  return {
    left: Math.min(longest * 6.2 + 14, width * 0.3),
    right: width - 12,
    laneHeight: (height - top - bottom) / Math.max(1, lanes.length),
  };
}

export const heightFor = (lanes: readonly Lane[]): number =>
  top + bottom + Math.min(640, Math.max(40, lanes.length * (lanes.length > 24 ? 14 : 24)));

export const xOf = ({ left, right }: Room, [from, to]: readonly [number, number], seconds: number): number =>
  left + ((seconds - from) / (to - from)) * (right - left);

export const secondsAt = ({ left, right }: Room, [from, to]: readonly [number, number], x: number): number =>
  from + ((x - left) / (right - left)) * (to - from);

export const laneAt = ({ laneHeight }: Room, y: number): number => Math.floor((y - top) / laneHeight);

export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly outcome: Outcome;
  readonly lit: boolean;
  readonly attempt: Attempt;
}

export function barOf({ attempts, span }: TimelineModel, attempt: Attempt, room: Room, mask: Uint8Array): Bar | null {
  const { start, end } = attempts.value;
  const x = xOf(room, span.value, (attempt.began - start) / 1000);
  const to = xOf(room, span.value, ((attempt.ended || end) - start) / 1000);
  const outcome = outcomeOf(attempt);
  if (to < room.left || x > room.right) return null;
  return { x, width: Math.max(to - x, outcome === 'f' ? 0.6 : 2.5), outcome, lit: mask[attempt.trial] === 1, attempt };
}
