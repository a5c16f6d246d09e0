import { type Column, type Trials, text } from '../data/trials';
import { setChart, settings, trials } from '../data/view';
import type { Sweep } from '../data/wire';
import { levels } from '../math/grid';
import { atLevels, category, extent, fitted, quantile, type Scale, whole } from '../math/scale';
import { brief } from '../math/ticks';
import { shade, shades } from './palette';
import type { Rgb, Theme } from './theme';

/** Parameters that differ between trials: what there is to compare. */
export const varying = (all: Trials): Column[] => [...all.columns.values()].filter(({ key, varies }) => key.startsWith('p.') && varies);

/** What an axis can show: parameters, the objective, other metrics, and how long and how often. */
export function choices(all: Trials): Column[] {
  const rest = [...all.columns.values()].filter(
    ({ key }) => ['value', 'seconds', 'attempt', 'failures', 'node', 'index'].includes(key) || key.startsWith('m.'),
  );
  return [...varying(all), ...rest];
}

/** Log or linear belongs to a column, not to a chart: set in one, all follow. */
export function isLog(column: Column): boolean {
  const chosen = settings.value[`log.${column.key}`];
  return !column.categories && (chosen === undefined ? spansDecades(column) : chosen === '1');
}

const spans = new WeakMap<Column, boolean>();

/** Two decades, and most of it in the lowest part: a rate, or a loss of which some diverged. */
export function spansDecades(column: Column): boolean {
  let known = spans.get(column);
  if (known === undefined) {
    const { min, max, positive } = extent(column.values);
    known = min >= 0 && max / positive >= 50 && quantile(column.values, 0.5) <= max / 7;
    spans.set(column, known);
  }
  return known;
}

export const setLog = (column: Column, log: boolean): void => setChart(`log.${column.key}`, log ? '1' : '0');

/** NaN and infinities aside; room at both ends as a share. */
export function scaleOf(column: Column, log: boolean, pad = 0): Scale {
  if (column.categories) return category(column.categories);
  const few = column.key.startsWith('p.') ? levels(column.values, 12) : null;
  const scale = atLevels(fitted(extent(column.values), log, pad), few);
  return counted.includes(column.key) ? whole(scale) : scale;
}

const counted = ['index', 'attempt', 'failures', 'order'];

export const nothing: Column = { key: '', label: '', categories: null, values: new Float64Array(0), varies: false };

export const columnOf = (key: string): Column => trials.value.columns.get(key) ?? nothing;

export const lowIsGood = ({ objective }: Sweep): boolean => objective.goal === 'minimize';

/** `learning_rate 0.001 (1/s)` and the like: a column's name on an axis. */
export const titled = ({ label, unit }: Column): string => (unit ? `${label} (${unit})` : label);

/** A column's values as places from 0 (worst) to 1 (best), and back to colours. */
export interface Shading {
  readonly low: number;
  readonly high: number;
  /** A row's shade, 0 for one without a number. */
  of(row: number): number;
  readonly colours: readonly Rgb[];
}

/** One in fifty at each end shares the last shade, so that one diverged trial does not make all others look alike. */
export function shading(column: Column, goodIsLow: boolean, log: boolean, theme: Theme): Shading {
  const ends = column.categories ? [0, column.categories.length - 1] : [quantile(column.values, 0.02), quantile(column.values, 0.98)];
  const scale = fitted(extent(ends), log && (ends[0] as number) > 0);
  const colours: Rgb[] = [theme.rgb('faint'), ...Array.from({ length: shades }, (_, place) => shade(theme, place / (shades - 1)))];
  return {
    low: ends[0] as number,
    high: ends[1] as number,
    colours,
    of(row) {
      const place = Math.min(1, Math.max(0, scale.place(column.values[row] as number)));
      return Number.isNaN(place) ? 0 : 1 + Math.round((goodIsLow ? 1 - place : place) * (shades - 1));
    },
  };
}

/** The highest and lowest fiftieth brought in to the rest, as the colours do: one diverged trial must not paint its whole neighbourhood. */
export function clippedValues(values: Float64Array): Float64Array {
  const [low, high] = [quantile(values, 0.02), quantile(values, 0.98)];
  return values.map((value) => Math.min(high, Math.max(low, value)));
}

/** 1 for a selected trial that has ended: a running one's newest value says little about its parameters. */
export function endedMask(chosen: Uint8Array): Uint8Array {
  const mask = Uint8Array.from(chosen);
  const state = trials.value.columns.get('state');
  const running = state?.categories?.indexOf('running') ?? -1;
  if (state) for (let row = 0; row < mask.length; row++) if (state.values[row] === running) mask[row] = 0;
  return mask;
}

/** The best trial among some rows, or −1. */
export function bestRow(values: ArrayLike<number>, low: boolean, use?: ArrayLike<number>): number {
  let best = -1;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value) || (use && !use[row])) continue;
    if (best < 0 || (low ? value < (values[best] as number) : value > (values[best] as number))) best = row;
  }
  return best;
}

/** "noise 0.3, filters 16": what tells this trial from others. */
export const differing = (all: Trials, row: number): string =>
  varying(all)
    .map((column) => `${column.label} ${text(column, row)}`)
    .join(', ');

/** One row of a chart's table. */
export const cells = (columns: readonly Column[], row: number): string[] => [String(row), ...columns.map((column) => text(column, row))];

export const written = (column: Column, value: number): string =>
  column.categories ? (column.categories[Math.round(value)] ?? '') : brief(value);

/** Rows that are drawn in colour: those that are selected and have a number in each column. */
export function usable(count: number, mask: Uint8Array, columns: readonly Column[]): number[] {
  const rows: number[] = [];
  for (let row = 0; row < count; row++) if (mask[row] && columns.every(({ values }) => Number.isFinite(values[row]))) rows.push(row);
  return rows;
}
