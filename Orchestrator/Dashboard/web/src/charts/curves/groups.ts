import { computed, type ReadonlySignal } from '@preact/signals';
import { settled } from '../../data/dragging';
import type { Column } from '../../data/trials';
import { trials } from '../../data/view';
import { bands, commonSteps, groupBy, type Spread } from '../../math/group';
import { varying, written } from '../columns';
import type { Shown } from './model';

export interface Band {
  readonly name: string;
  readonly trials: number;
  readonly steps: Float64Array;
  readonly spread: readonly Spread[];
}

export interface Bands {
  readonly shown: readonly Band[];
  /** Groups there are; no more than twelve can be told apart, so the best are shown. */
  readonly all: number;
}

export const mostBands = 12;
const mostSteps = 120;
/** Curves a group: more do not move a mean that anybody could see. */
const mostCurves = 400;

/** In `view.group` and here: all parameters but the seed. What differs within are repetitions. */
export const butSeed = 'all-but-seed';

export const seedLike = ({ label }: Column): boolean => /^(seed|repeat|repetition|replicate|run)s?$/i.test(label);

export interface Grouped {
  readonly group: ReadonlySignal<string>;
  readonly shown: ReadonlySignal<Shown>;
  /** Low values are good ones. */
  readonly low: ReadonlySignal<boolean>;
}

/** Mean and spread of the selected curves by group; null where they are not grouped. */
export function bandsOf(model: Grouped) {
  return computed<Bands | null>(() => {
    const columns = groupColumns(model.group.value);
    if (columns.length === 0) return null;
    const mask = settled.value;
    const groups = groupBy(
      trials.value.count,
      columns.map(({ values }) => values),
      mask,
    );
    const members: number[][] = groups.first.map(() => []);
    for (const row of model.shown.value.keys()) members[groups.of[row] as number]?.push(row);
    const sign = model.low.value ? 1 : -1;
    const ranked = members
      .map((rows, group) => ({ rows, first: groups.first[group] as number, final: sign * meanFinal(model, rows) }))
      .sort((a, b) => a.final - b.final);
    const best = ranked.slice(0, mostBands).sort((a, b) => compare(columns, a.first, b.first));
    return { all: ranked.length, shown: best.map(({ rows, first }) => bandOf(model, rows, columns, first)) };
  });
}

export function groupColumns(group: string): Column[] {
  if (group === butSeed) return varying(trials.value).filter((column) => !seedLike(column));
  const column = trials.value.columns.get(group);
  return column ? [column] : [];
}

function bandOf(model: Grouped, rows: readonly number[], columns: readonly Column[], first: number): Band {
  const every = Math.ceil(rows.length / mostCurves);
  const curves = rows.filter((_, place) => place % every === 0).flatMap((row) => model.shown.value.get(row) ?? []);
  const steps = commonSteps(curves, mostSteps);
  const name = columns.map((column) => `${column.label} ${written(column, column.values[first] as number)}`).join(', ');
  return { name, trials: rows.length, steps, spread: bands(curves, steps) };
}

function meanFinal(model: Grouped, rows: readonly number[]): number {
  let [sum, count] = [0, 0];
  for (const row of rows) {
    const { values } = model.shown.value.get(row) ?? { values: [] };
    const last = values[values.length - 1] ?? Number.NaN;
    if (Number.isFinite(last)) [sum, count] = [sum + last, count + 1];
  }
  return count ? sum / count : Number.POSITIVE_INFINITY;
}

function compare(columns: readonly Column[], a: number, b: number): number {
  for (const { values } of columns) if (values[a] !== values[b]) return (values[a] as number) - (values[b] as number);
  return 0;
}
