import { computed } from '@preact/signals';
import type { Column, Trials } from '../../data/trials';
import { narrowed, selected, setChart, settings, trials } from '../../data/view';
import type { Sweep } from '../../data/wire';
import type { Scale } from '../../math/scale';
import { columnOf, isLog, lowIsGood, scaleOf, shading, varying } from '../columns';
import { theme } from '../theme';

export interface Axis {
  readonly column: Column;
  readonly scale: Scale;
  readonly flipped: boolean;
  /** A row's place, 0 at the bottom, 1 at the top. */
  readonly places: Float32Array;
}

const setting = (name: string) => computed(() => settings.value[`parallel.${name}`] ?? '');

/** What the plot shows, derived from the view: the same axes for the same address. */
export function parallelModel(sweep: Sweep) {
  const [order, flips, colour] = [setting('axes'), setting('flip'), setting('colour')];
  const keys = computed(() => chosen(order.value, trials.value).join('\n'));
  const logs = computed(() =>
    keys.value
      .split('\n')
      .filter((key) => isLog(columnOf(key)))
      .join('\n'),
  );
  const axes = computed<Axis[]>(() => {
    const [log, flip] = [logs.value.split('\n'), flips.value.split(',')];
    const known = keys.value.split('\n').filter((key) => trials.value.columns.has(key));
    return known.map((key) => axisOf(columnOf(key), log.includes(key), flip.includes(encodeURIComponent(key))));
  });
  const colourColumn = computed(() => trials.value.columns.get(colour.value) ?? columnOf('value'));
  const colourLog = computed(() => isLog(colourColumn.value));
  const shades = computed(() =>
    shading(colourColumn.value, colourColumn.value.key === 'value' && lowIsGood(sweep), colourLog.value, theme.value),
  );
  /** Each row's shade: worked out once, not for each move of a brush. */
  const shadeOf = computed(() => Uint8Array.from({ length: trials.value.count }, (_, row) => shades.value.of(row)));
  /** Rows in colour. */
  const lit = computed(() => {
    const mask = selected.value;
    const rows = new Int32Array(mask.length);
    let count = 0;
    for (let row = 0; row < mask.length; row++) if (mask[row]) rows[count++] = row;
    return rows.subarray(0, count);
  });
  return { axes, colourColumn, shades, shadeOf, lit, narrowed };
}

export type ParallelModel = ReturnType<typeof parallelModel>;

function chosen(setting: string, all: Trials): string[] {
  const asked = setting
    .split(',')
    .map(decodeURIComponent)
    .filter((key) => all.columns.has(key));
  return asked.length > 0 ? asked : [...varying(all).map(({ key }) => key), 'value'];
}

const known = new WeakMap<Column, Axis & { log: boolean }>();

/** A live update leaves most columns as they are; so do their axes. */
function axisOf(column: Column, log: boolean, flipped: boolean): Axis {
  const old = known.get(column);
  if (old && old.log === log && old.flipped === flipped) return old;
  const scale = scaleOf(column, log);
  const places = Float32Array.from(column.values, (value) => (flipped ? 1 - scale.place(value) : scale.place(value)));
  const axis = { column, scale, flipped, places, log };
  known.set(column, axis);
  return axis;
}

const save = (keys: readonly string[]): void => setChart('parallel.axes', keys.map(encodeURIComponent).join(','));

export const keysOf = ({ axes }: ParallelModel): string[] => axes.value.map(({ column }) => column.key);

/** Puts an axis at a place; beyond the ends it stays at them. */
export function moveAxis(model: ParallelModel, key: string, to: number): void {
  const keys = keysOf(model).filter((one) => one !== key);
  keys.splice(Math.max(0, Math.min(keys.length, to)), 0, key);
  save(keys);
}

export const removeAxis = (model: ParallelModel, key: string): void => save(keysOf(model).filter((one) => one !== key));

export const addAxis = (model: ParallelModel, key: string): void => save([...keysOf(model).slice(0, -1), key, ...keysOf(model).slice(-1)]);

export function flipAxis(key: string): void {
  const name = encodeURIComponent(key);
  const flipped = (settings.value['parallel.flip'] ?? '').split(',').filter(Boolean);
  setChart('parallel.flip', (flipped.includes(name) ? flipped.filter((one) => one !== name) : [...flipped, name]).join(','));
}
