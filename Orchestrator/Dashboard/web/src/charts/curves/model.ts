import { computed, signal } from '@preact/signals';
import type { Curves, TrialCurve } from '../../data/curves';
import type { Column } from '../../data/trials';
import { chartSetting, narrowed, selected, trials, view } from '../../data/view';
import type { Sweep } from '../../data/wire';
import type { Curve } from '../../math/group';
import { fitted, quantile, type Scale, whole } from '../../math/scale';
import { bestSoFar, smooth } from '../../math/smooth';
import type { Frame } from '../axes';
import { columnOf, isLog, lowIsGood, shading } from '../columns';
import { theme } from '../theme';

const chosen = (name: string, usual: string) => computed(() => chartSetting(`curves.${name}`, usual));

/** What the learning curves show; `only`: just these trials, whatever is selected. */
export function curvesModel(sweep: Sweep, only: readonly number[] | undefined) {
  const curves = signal<Curves>({ of: new Map(), loading: true, error: null });
  const metric = chosen('metric', sweep.objective.metric);
  const weight = computed(() => Math.min(0.99, Math.max(0, Number(chartSetting('curves.smooth', '0')) || 0)));
  const best = computed(() => chartSetting('curves.best', '') === '1');
  const isObjective = computed(() => metric.value === sweep.objective.metric);
  const low = computed(() => (isObjective.value ? lowIsGood(sweep) : !/acc|score|psnr|ssim|auc|f1|precision|recall/i.test(metric.value)));
  const logX = computed(() => chartSetting('curves.logx', '') === '1');
  const logY = computed(() => chartSetting('curves.logy', isObjective.value && isLog(columnOf('value')) ? '1' : '') === '1');
  const most = computed(() => chartSetting('curves.fit', '') === 'most');
  const shown = computed(() => prepared(curves.value.of, weight.value, best.value, low.value));
  const scales = computed(() => scalesFor(shown.value, logX.value, logY.value, most.value));
  const valueColumn = computed(() => columnOf('value'));
  const valueLog = computed(() => isLog(valueColumn.value));
  const shades = computed(() => shading(valueColumn.value, lowIsGood(sweep), valueLog.value, theme.value));
  const lit = computed(() => {
    const mask = selected.value;
    return (only ?? [...shown.value.keys()]).filter((row) => shown.value.has(row) && (only || mask[row]));
  });
  const group = computed(() => (only ? '' : chartSetting('curves.group', view.value.group ?? '')));
  const final = computed(() => finalColumn(metric.value, isObjective.value));
  const pointer = signal<number | null>(null);
  const frame: { now: Frame | null } = { now: null };
  return { sweep, only, curves, metric, weight, best, low, logX, logY, shown, scales, shades, lit, group, final, narrowed, pointer, frame };
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
function scalesFor(shown: Shown, logX: boolean, logY: boolean, most: boolean): { x: Scale; y: Scale } {
  const [xs, ys] = [range(), range()];
  for (const { steps, values } of shown.values()) {
    for (let place = 0; place < steps.length; place++) {
      xs.add(steps[place] as number);
      ys.add(values[place] as number);
    }
  }
  const ends = ys.ends();
  if (most) {
    const sample = sampled(shown);
    ends.min = quantile(sample, 0.01);
    ends.max = quantile(sample, 0.97);
    ends.positive = Math.max(ends.positive, ends.min > 0 ? ends.min : ends.positive);
  }
  return { x: whole(fitted(xs.ends(), logX)), y: fitted(ends, logY, 0.04) };
}

function sampled(shown: Shown): number[] {
  const sample: number[] = [];
  const every = Math.max(1, Math.floor(shown.size / 2000));
  let at = 0;
  for (const { values } of shown.values())
    if (at++ % every === 0) for (let place = 0; place < values.length; place += 4) sample.push(values[place] as number);
  return sample;
}

function range() {
  let [min, max, positive, zero, negative] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, false, false];
  return {
    add(value: number) {
      if (!Number.isFinite(value)) return;
      if (value < min) min = value;
      if (value > max) max = value;
      if (value > 0 && value < positive) positive = value;
      if (value === 0) zero = true;
      if (value < 0) negative = true;
    },
    ends: () => ({ min, max, positive, zero, negative }),
  };
}

/** The last value of each curve, to be brushed. */
export function lastValues(metric: string, of: ReadonlyMap<number, TrialCurve>): Column {
  const values = new Float64Array(trials.value.count).fill(Number.NaN);
  for (const [row, curve] of of) if (row < values.length) values[row] = curve.values.at(-1) ?? Number.NaN;
  return { key: `m.${metric}`, label: metric, categories: null, values, varies: true };
}
