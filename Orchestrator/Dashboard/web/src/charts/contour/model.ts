import { computed, type ReadonlySignal } from '@preact/signals';
import { settled } from '../../data/dragging';
import type { Column } from '../../data/trials';
import { chartSetting, trials } from '../../data/view';
import type { Sweep } from '../../data/wire';
import { type Cells, cells, type Field, interpolate, levels } from '../../math/grid';
import { category } from '../../math/scale';
import { brief } from '../../math/ticks';
import { clippedValues, columnOf, endedMask, lowIsGood, nothing, varying } from '../columns';
import { pointsModel } from '../points/model';

/** A parameter with no more values than this has a row of cells for each. */
const mostLevels = 16;
const fieldSize = 72;

export interface HeatMap extends Cells {
  readonly x: Column;
  readonly y: Column;
}

/** Two parameters and the objective: cells where both have few values, a field between the trials where not. */
export function contourModel(sweep: Sweep) {
  const pick = (name: string, place: number): ReadonlySignal<Column> =>
    computed(() => trials.value.columns.get(chartSetting(`contour.${name}`, '')) ?? varying(trials.value)[place] ?? nothing);
  const [x, y] = [pick('x', 0), pick('y', 1)];
  const value = computed(() => columnOf('value'));
  const of = computed(() => (chartSetting('contour.of', 'mean') === 'best' ? (lowIsGood(sweep) ? 'min' : 'max') : 'mean'));
  const steps = computed(() => ({ x: stepped(x.value), y: stepped(y.value) }));
  const points = pointsModel(
    sweep,
    x,
    y,
    value,
    computed(() => false),
    0,
  );
  const ended = computed(() => {
    const mask = endedMask(settled.value);
    return value.value.values.map((one, row) => (mask[row] ? one : Number.NaN));
  });
  const heat = computed<HeatMap | null>(() => {
    const { x: across, y: up } = steps.value;
    if (!across || !up) return null;
    return {
      ...cells(across.values, up.values, ended.value, across.categories?.length ?? 0, up.categories?.length ?? 0, of.value),
      x: across,
      y: up,
    };
  });
  const field = computed<Field | null>(() =>
    heat.value ? null : interpolate(points.places.value.x, points.places.value.y, clippedValues(ended.value), fieldSize),
  );
  const scales = computed(() =>
    heat.value ? { x: category(heat.value.x.categories ?? []), y: category(heat.value.y.categories ?? []) } : points.scales.value,
  );
  return { sweep, x, y, value, of, heat, field, points, scales };
}

export type ContourModel = ReturnType<typeof contourModel>;

/** A column whose few values are categories, in order; null where there are too many. */
function stepped(column: Column): Column | null {
  if (column.categories) return column.categories.length <= mostLevels ? column : null;
  const found = levels(column.values, mostLevels);
  if (!found) return null;
  const place = new Map(Array.from(found, (value, at) => [value, at]));
  return { ...column, categories: Array.from(found, brief), values: column.values.map((one) => place.get(one) ?? Number.NaN) };
}

/** The cell's interval on a column: a category's place, or the very number. */
export function intervalOf(column: Column, place: number): [number, number] | null {
  if (column.categories) return [place, place];
  const value = levels(column.values, mostLevels)?.[place];
  return value === undefined ? null : [value, value];
}
