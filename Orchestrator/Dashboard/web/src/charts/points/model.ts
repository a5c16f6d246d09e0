import { computed, type ReadonlySignal } from '@preact/signals';
import type { Column } from '../../data/trials';
import { narrowed, selected, trials } from '../../data/view';
import type { Sweep } from '../../data/wire';
import { random } from '../../math/random';
import type { Frame } from '../axes';
import { isLog, lowIsGood, scaleOf, shading } from '../columns';
import { theme } from '../theme';

/** Trials as dots between two columns; scatter, history and contour share this. */
export function pointsModel(
  sweep: Sweep,
  x: ReadonlySignal<Column>,
  y: ReadonlySignal<Column>,
  colour: ReadonlySignal<Column>,
  jitters: ReadonlySignal<boolean>,
  pad = 0.035,
) {
  const [logX, logY, logColour] = [x, y, colour].map((column) => computed(() => isLog(column.value))) as [
    ReadonlySignal<boolean>,
    ReadonlySignal<boolean>,
    ReadonlySignal<boolean>,
  ];
  const scales = computed(() => ({ x: scaleOf(x.value, logX.value, pad), y: scaleOf(y.value, logY.value, pad) }));
  const places = computed(() => {
    const draw = random(1);
    const spread = (column: Column, scale: { place(value: number): number }, width: number) =>
      Float32Array.from(column.values, (value) => scale.place(value + (column.categories && jitters.value ? (draw() - 0.5) * width : 0)));
    return { x: spread(x.value, scales.value.x, 0.7), y: spread(y.value, scales.value.y, 0.7) };
  });
  const shades = computed(() => shading(colour.value, colour.value.key === 'value' && lowIsGood(sweep), logColour.value, theme.value));
  const shadeOf = computed(() => Uint8Array.from({ length: trials.value.count }, (_, row) => shades.value.of(row)));
  const drawable = computed(() =>
    Int32Array.from({ length: trials.value.count }, (_, row) => row).filter(
      (row) => !Number.isNaN((places.value.x[row] as number) + (places.value.y[row] as number)),
    ),
  );
  const lit = computed(() => {
    const mask = selected.value;
    return drawable.value.filter((row) => mask[row]);
  });
  const frame: { now: Frame | null } = { now: null };
  return { sweep, x, y, colour, scales, places, shades, shadeOf, drawable, lit, narrowed, frame };
}

export type PointsModel = ReturnType<typeof pointsModel>;
