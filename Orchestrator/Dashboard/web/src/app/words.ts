/** Texts that several pages need; English throughout. */

export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${two(minutes % 60)} min` : `${Math.floor(hours / 24)} days ${hours % 24} h`;
}

const two = (value: number): string => String(value).padStart(2, '0');

export const count = (value: number): string => value.toLocaleString('en');

export const plural = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** A clause as a sentence: capital first, full stop last. */
export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** `completed_with_failures` → completed with failures. */
export const spaced = (state: string): string => state.replaceAll('_', ' ');

/** Trials per second, minute or hour, whichever is readable. */
export function rate(perSecond: number): string {
  if (!(perSecond > 0)) return '–';
  if (perSecond >= 0.5) return `${Number(perSecond.toPrecision(3))} / s`;
  return perSecond * 60 >= 0.5 ? `${(perSecond * 60).toFixed(1)} / min` : `${(perSecond * 3600).toFixed(1)} / h`;
}

export function bytes(size: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, size)) / 10)));
  return `${Number((size / 1024 ** power).toPrecision(3))} ${units[power]}`;
}

const sameDay = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const otherDay = new Intl.DateTimeFormat('en', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Clock time today, with the date otherwise. */
export function when(iso: string, now = new Date()): string {
  const time = new Date(iso);
  return (time.toDateString() === now.toDateString() ? sameDay : otherDay).format(time);
}

export const parameterText = (parameters: Readonly<Record<string, unknown>>, show: (value: unknown) => string): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} ${show(value)}`)
    .join(' · ');
