import { computed, signal } from '@preact/signals';
import type { Curves, TrialCurve } from '../../data/curves';
import type { Column } from '../../data/trials';
import { chartSetting, narrowed, selected, trials, view } from '../../data/view';
import type { Sweep } from '../../data/wire';
import type { Curve } from '../../math/group';
import { type Extent, extent, fitted, quantile, rounded, united, whole } from '../../math/scale';
import { bestSoFar, smooth } from '../../math/smooth';
import type { Frame } from '../axes';
import { columnOf, isLog, lowIsGood, shading } from '../columns';
import { theme } from '../theme';
import { type Bands, bandsOf } from './groups';

const chosen = (name: string, usual: string) => computed(() => chartSetting(`curves.${name}`, usual));

/** What the learning curves show; `only`: just these trials, whatever is selected. */
export function curvesModel(sweep: Sweep, only: readonly number[] | undefined) {
  const curves = signal<Curves>({ of: new Map(), loading: true, error: null });
  const metric = chosen('metric', sweep.objective.tracked);
  const weight = computed(() => Math.min(0.99, Math.max(0, Number(chartSetting('curves.smooth', '0')) || 0)));
  const best = computed(() => chartSetting('curves.best', '') === '1');
  const isObjective = computed(() => metric.value === sweep.objective.tracked);
  const low = computed(() =>
    isObjective.value ? lowIsGood(sweep) : !/acc|score|psnr|ssim|auc|f1|precision|recall|per_second/i.test(metric.value),
  );
  const logX = computed(() => chartSetting('curves.logx', '') === '1');
  const logY = computed(() => chartSetting('curves.logy', isObjective.value && isLog(columnOf('value')) ? '1' : '') === '1');
  const most = computed(() => chartSetting('curves.fit', '') === 'most');
  const shown = computed(() => prepared(curves.value.of, weight.value, best.value, low.value));
  const group = computed(() => (only ? '' : chartSetting('curves.group', view.value.group ?? '')));
  const bands = bandsOf({ group, shown, low });
  // As text, so that new curves inside the old range leave the axes, and all that hangs on them, as they are.
  const ranges = computed(() => JSON.stringify(bands.value ? bandRanges(bands.value) : rangesOf(shown.value, most.value)));
  const scales = computed(() => {
    const { x, y } = JSON.parse(ranges.value, (_, part) => part ?? Number.NaN) as { x: Extent; y: Extent };
    return { x: whole(fitted(x, logX.value)), y: fitted(y, logY.value, 0.02) };
  });
  const valueColumn = computed(() => columnOf('value'));
  const valueLog = computed(() => isLog(valueColumn.value));
  const shades = computed(() => shading(valueColumn.value, lowIsGood(sweep), valueLog.value, theme.value));
  const lit = computed(() => {
    const mask = selected.value;
    return (only ?? [...shown.value.keys()]).filter((row) => shown.value.has(row) && (only || mask[row]));
  });
  const final = computed(() => finalColumn(metric.value, isObjective.value));
  const pointer = signal<number | null>(null);
  const frame: { now: Frame | null } = { now: null };
  return {
    sweep,
    only,
    curves,
    metric,
    weight,
    best,
    low,
    logX,
    logY,
    shown,
    bands,
    scales,
    shades,
    lit,
    group,
    final,
    narrowed,
    pointer,
    frame,
  };
}

export type CurvesModel = ReturnType<typeof curvesModel>;
export type Shown = ReadonlyMap<number, Curve>;

/** Where the final value of the metric is brushed. */
const finalColumn = (metric: string, isObjective: boolean): string => (isObjective ? 'value' : `m.${metric}`);

const smoothed = new WeakMap<TrialCurve, { key: string; curve: Curve }>();

/** Smoothed, or turned into the best so far; a curve that did not change is not worked out again. */
function prepared(of: ReadonlyMap<number, TrialCurve>, weight: number, best: boolean, low: boolean): Shown {
  if (!best && weight === 0) return of;
  const key = `${weight} ${best} ${low}`;
  const out = new Map<number, Curve>();
  for (const [row, curve] of of) {
    const known = smoothed.get(curve);
    if (known?.key === key) out.set(row, known.curve);
    else {
      const values = weight > 0 ? smooth(curve.values, weight) : curve.values;
      const fresh = { steps: curve.steps, values: best ? bestSoFar(values, low) : values };
      smoothed.set(curve, { key, curve: fresh });
      out.set(row, fresh);
    }
  }
  return out;
}

/** Axes for all curves, so that they stand still while the selection changes. `most`: the highest and lowest hundredth may leave the picture. */
function rangesOf(shown: Shown, most: boolean): { x: Extent; y: Extent } {
  const curves = [...shown.values()];
  const x = united(curves.map(({ steps }) => extent([steps[0] ?? Number.NaN, steps[steps.length - 1] ?? Number.NaN])));
  const y = rounded(united(curves.map(valueExtent)));
  if (!most) return { x, y };
  const sample = sampled(curves);
  const [min, max] = [quantile(sample, 0.01), quantile(sample, 0.97)];
  return { x, y: { ...y, min, max, positive: min > 0 ? min : y.positive } };
}

/** Groups are compared by their means and bands: the axes are theirs. */
function bandRanges({ shown }: Bands): { x: Extent; y: Extent } {
  const ends = shown.flatMap(({ spread }) => spread.flatMap(({ mean, std }) => [mean - std, mean + std]));
  const means = shown.flatMap(({ spread }) => spread.map(({ mean }) => mean));
  // On a log axis a band that reaches below zero is cut at the lowest mean, not at the first thing above zero.
  return { x: united(shown.map(({ steps }) => extent(steps))), y: { ...extent(ends), positive: extent(means).positive } };
}

const extents = new WeakMap<Curve, Extent>();

/** Of a million points those of the few curves that are new are looked at. */
function valueExtent(curve: Curve): Extent {
  const known = extents.get(curve) ?? extent(curve.values);
  extents.set(curve, known);
  return known;
}

function sampled(curves: readonly Curve[]): number[] {
  const every = Math.max(1, Math.floor(curves.length / 2000));
  return curves.filter((_, place) => place % every === 0).flatMap(({ values }) => Array.from(values).filter((_, place) => place % 4 === 0));
}

/** The last value of each curve, to be brushed. */
export function lastValues(metric: string, of: ReadonlyMap<number, TrialCurve>): Column {
  const values = new Float64Array(trials.value.count).fill(Number.NaN);
  for (const [row, curve] of of) if (row < values.length) values[row] = curve.values.at(-1) ?? Number.NaN;
  return { key: `m.${metric}`, label: metric, categories: null, values, varies: true };
}
