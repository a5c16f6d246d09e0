import { brief, linearTicks, logTicks, type Tick } from './ticks';

/** Values to places from 0 to 1 and back. */
export interface Scale {
  readonly kind: 'linear' | 'log' | 'category';
  readonly min: number;
  readonly max: number;
  /** NaN for a value that has no place: NaN, or below zero on a log axis. Outside 0 to 1 beyond the range. */
  place(value: number): number;
  value(place: number): number;
  /** `room`: how many labels fit. */
  ticks(room: number): Tick[];
}

/** How much of a log axis a zero gets: zero has no logarithm, but "weight decay 0" is a setting like any other. */
const zeroRoom = 0.1;

export function linear(min: number, max: number): Scale {
  const [low, high] = min < max ? [min, max] : widened(min);
  return {
    kind: 'linear',
    min: low,
    max: high,
    place: (value) => (value - low) / (high - low),
    value: (place) => low + place * (high - low),
    ticks: (room) => linearTicks(low, high, room),
  };
}

/** `zero`: values of zero get a place of their own below the smallest. */
export function log(min: number, max: number, zero = false): Scale {
  const low = Math.log(min);
  const span = max > min ? Math.log(max) - low : 1;
  const start = zero ? zeroRoom : 0;
  return {
    kind: 'log',
    min: zero ? 0 : min,
    max: max > min ? max : min * Math.E,
    place(value) {
      if (value > 0) return start + ((Math.log(value) - low) / span) * (1 - start);
      return value === 0 && zero ? 0 : Number.NaN;
    },
    value(place) {
      if (zero && place < zeroRoom / 2) return 0;
      return Math.exp(low + (Math.max(place - start, zero ? 0 : Number.NEGATIVE_INFINITY) / (1 - start)) * span);
    },
    ticks: (room) => [...(zero ? [{ value: 0, label: '0' }] : []), ...logTicks(min, max > min ? max : min * Math.E, room)],
  };
}

/** Each category in the middle of its own band. */
export function category(names: readonly string[]): Scale {
  const count = Math.max(1, names.length);
  return {
    kind: 'category',
    min: -0.5,
    max: count - 0.5,
    place: (value) => (value + 0.5) / count,
    value: (place) => place * count - 0.5,
    ticks(room) {
      const every = Math.ceil(count / Math.max(1, room));
      return names.map((name, value) => ({ value, label: value % every === 0 ? name : '' }));
    },
  };
}

/** A grid's few values are its ticks: nobody tried the 4.5 between seeds 4 and 5. */
export function atLevels(scale: Scale, values: ArrayLike<number> | null): Scale {
  if (scale.kind === 'category' || !values || values.length < 2) return scale;
  const ticks = Array.from(values, (value) => ({ value, label: brief(value) }));
  return { ...scale, ticks: (room) => (ticks.length <= Math.max(2, room) ? ticks : scale.ticks(room)) };
}

/** For what is counted: no tick between 1 and 2. */
export const whole = (scale: Scale): Scale => ({ ...scale, ticks: (room) => scale.ticks(room).flatMap(wholeTick) });

const wholeTick = ({ value, label }: Tick): Tick[] =>
  Math.abs(value - Math.round(value)) < 1e-9 ? [{ value, label: label && brief(Math.round(value)) }] : [];

/** A range that differs from one value, around it. */
function widened(value: number): [number, number] {
  if (!Number.isFinite(value)) return [0, 1];
  const room = Math.abs(value) * 0.1 || 1;
  return [value - room, value + room];
}

/** Smallest and largest finite value, the smallest above zero, and whether zero or less occurs. */
export interface Extent {
  readonly min: number;
  readonly max: number;
  readonly positive: number;
  readonly zero: boolean;
  readonly negative: boolean;
}

export function extent(values: ArrayLike<number>, use?: (place: number) => boolean): Extent {
  let [min, max, positive, zero, negative] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, false, false];
  for (let place = 0; place < values.length; place++) {
    const value = values[place] as number;
    if (!Number.isFinite(value) || (use && !use(place))) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value > 0 && value < positive) positive = value;
    if (value === 0) zero = true;
    if (value < 0) negative = true;
  }
  return { min, max, positive, zero, negative };
}

/** Ends moved outward to two digits: what grows little by little then seldom moves an axis. */
export function rounded(range: Extent): Extent {
  const step = 10 ** (Math.floor(Math.log10(Math.max(Math.abs(range.min), Math.abs(range.max)))) - 1);
  if (!(step > 0) || !Number.isFinite(step)) return range;
  const down = 10 ** (Math.floor(Math.log10(range.positive)) - 1);
  return {
    ...range,
    min: Math.floor(range.min / step) * step,
    max: Math.ceil(range.max / step) * step,
    positive: Math.floor(range.positive / down) * down,
  };
}

export function united(all: readonly Extent[]): Extent {
  const of = (pick: (one: Extent) => number, better: (a: number, b: number) => number, start: number) =>
    all.reduce((best, one) => better(best, pick(one)), start);
  return {
    min: of(({ min }) => min, Math.min, Number.POSITIVE_INFINITY),
    max: of(({ max }) => max, Math.max, Number.NEGATIVE_INFINITY),
    positive: of(({ positive }) => positive, Math.min, Number.POSITIVE_INFINITY),
    zero: all.some(({ zero }) => zero),
    negative: all.some(({ negative }) => negative),
  };
}

/** The scale for a range; a log axis was asked for but has nothing above zero: linear. `pad`: room at both ends, as a share. */
export function fitted({ min, max, positive, zero }: Extent, wantsLog: boolean, pad = 0): Scale {
  if (!(max >= min)) return linear(0, 1);
  if (!wantsLog || !(positive <= max)) return linear(min - (max - min) * pad, max + (max - min) * pad);
  const room = (max / positive) ** pad;
  return log(positive / room, max * room, zero);
}

/** Where `share` of the finite values lie below. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] as number;
  return low + ((sorted[Math.ceil(place)] as number) - low) * (place - Math.floor(place));
}
