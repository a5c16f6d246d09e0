export interface Tick {
  readonly value: number;
  /** Empty for a tick that is drawn but not written out. */
  readonly label: string;
}

const steps = [1, 2, 2.5, 5, 10];

/** The smallest of 1, 2, 2.5, 5 × 10^k that cuts the span into at most `count` parts. */
export function niceStep(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  return (steps.find((step) => step * power >= rough * (1 - 1e-9)) ?? 10) * power;
}

export function linearTicks(min: number, max: number, count: number): Tick[] {
  if (!(max > min)) return [{ value: min, label: brief(min) }];
  const step = niceStep(max - min, count);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (isQuarter(step) ? 1 : 0));
  return Array.from({ length: last - first + 1 }, (_, place) => {
    const value = (first + place) * step;
    return { value, label: fixed(value, digits) };
  });
}

/** Decades; 2 and 5 between where they fit; plain steps where the range is much less than a decade. At least two are written out. */
export function logTicks(min: number, max: number, count: number): Tick[] {
  const decades = Math.log10(max / min);
  if (!(decades > 0)) return [{ value: min, label: brief(min) }];
  if (decades < 0.7) return linearTicks(min, max, Math.min(Math.max(2, count), 5));
  const inside = (value: number) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9);
  const powers = Array.from({ length: Math.floor(decades) + 2 }, (_, place) => Math.floor(Math.log10(min) + 1e-9) + place);
  const all = powers
    .flatMap((power) => digits.map((digit) => ({ digit, power, value: Number(`${digit}e${power}`) })))
    .filter(({ value }) => inside(value));
  let written = all;
  for (const [within, every] of densities) {
    const fewer = all.filter(({ digit, power }) => within.includes(digit) && power % every === 0);
    if (fewer.length < 2) break;
    written = fewer;
    if (written.length <= Math.max(2, count)) break;
  }
  const ticks = decades < 6 ? all : written;
  return ticks.map((tick) => ({ value: tick.value, label: written.includes(tick) ? brief(tick.value) : '' }));
}

const spans = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** Moments as people divide time: seconds, quarters of hours, days. */
export function timeTicks(from: number, to: number, count: number): Tick[] {
  const rough = (to - from) / Math.max(1, count);
  if (rough < 1) return linearTicks(from, to, count).map(({ value, label }) => ({ value, label: clock(value, label) }));
  const step = spans.find((span) => span >= rough) ?? Math.ceil(rough / 86_400) * 86_400;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, place) => {
    const value = (first + place) * step;
    return { value, label: to < 120 ? clock(value) : clock(value, undefined, true) };
  });
}

/** Seconds after the start: 45 s, 12:30, 3:05:00; `always`: 0:45 beside its neighbours. */
export function clock(seconds: number, label = seconds.toFixed(0), always = false): string {
  if (seconds < 120 && !always) return `${label} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Which digits of which decades are written out, densest first. */
const densities: readonly [readonly number[], number][] = [
  [digits, 1],
  [[1, 2, 5], 1],
  [[1, 3], 1],
  ...[1, 2, 3, 5, 10, 20, 50].map((every): [readonly number[], number] => [[1], every]),
];

/** As short as it can be without losing one of four digits: 0.001, 1e-5, 20k. */
export function brief(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e6 || size < 1e-3) return tidy(value.toExponential(3));
  if (size >= 1e4 && value % 100 === 0) return `${minus(value / 1000)}k`;
  return minus(Number(value.toPrecision(4)));
}

function fixed(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e4 || digits > 4)) return brief(value);
  return value.toFixed(digits).replace('-', '−');
}

const tidy = (text: string): string => {
  const [digits = '', power = ''] = text.split('e');
  return `${minus(Number(digits))}e${power.replace('+', '').replace('-', '−')}`;
};

const minus = (value: number): string => String(value).replace('-', '−');

const isQuarter = (step: number): boolean => Math.abs(step / 10 ** Math.floor(Math.log10(step) + 1e-9) - 2.5) < 1e-6;
