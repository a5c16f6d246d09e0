import { useEffect, useMemo } from 'preact/hooks';
import { followCurves } from '../../data/curves';
import { offer, withdraw } from '../../data/offered';
import { show } from '../../data/trials';
import { chartSetting, setChart, trials } from '../../data/view';
import type { MetricName, Sweep } from '../../data/wire';
import { Chart, readout } from '../Chart';
import { cells, lowIsGood, varying } from '../columns';
import { Select, Setting } from '../controls';
import { Legend } from '../Legend';
import { Plot } from '../Plot';
import { Ramp } from '../Ramp';
import { theme } from '../theme';
import { useMetrics } from '../useMetrics';
import { curvesLayers } from './draw';
import { butSeed, groupColumns, mostBands, seedLike } from './groups';
import { type CurvesModel, curvesModel, lastValues } from './model';
import { curvesHandlers } from './pick';

/** Learning curves; `only`: of these trials, for a page about them. */
export function Curves({ sweep, only }: { sweep: Sweep; only?: number[] }) {
  const model = useMemo(() => curvesModel(sweep, only), [sweep.id, only?.join()]);
  const layers = useMemo(() => curvesLayers(model), [model]);
  const metrics = useMetrics(sweep.id);
  const metric = model.metric.value;
  useEffect(() => {
    const feed = followCurves(sweep.id, metric, only);
    const unwatch = feed.curves.subscribe((curves) => {
      model.curves.value = curves;
      if (model.final.value !== 'value' && curves.of.size > 0) offer(lastValues(metric, curves.of));
    });
    return () => {
      feed.stop();
      unwatch();
      withdraw(`m.${metric}`);
    };
  }, [model, metric]);
  return (
    <Chart
      wide={!only}
      within={only !== undefined}
      title="Learning curves"
      empty={emptiness(model)}
      summary={summary(model)}
      rows={() => rowsOf(model)}
      readout={readout((row) => valueText(model, row))}
      controls={<Controls model={model} metrics={metrics} />}
    >
      {(describedBy) => (
        <>
          <Plot
            label={`Learning curves of ${metric}`}
            describedBy={describedBy}
            height={only ? 280 : 360}
            layers={layers}
            on={curvesHandlers(model)}
          />
          {model.bands.value && (
            <Legend entries={model.bands.value.shown.map(({ name, trials: count }) => `${name} (${count})`)} theme={theme.value} />
          )}
          {only && only.length > 1 && <Legend entries={only.map((row) => `trial ${row}`)} theme={theme.value} />}
        </>
      )}
    </Chart>
  );
}

function Controls({ model, metrics }: { model: CurvesModel; metrics: readonly MetricName[] }) {
  const keys = [...new Set([model.metric.value, ...metrics.map(({ key }) => key)])].sort(bySection);
  const columns = varying(trials.value);
  return (
    <>
      <Select
        label="Metric"
        value={model.metric.value}
        choices={keys.map((key) => ({ value: key, label: key }))}
        onChange={(key) => setChart('curves.metric', key)}
      />
      <label class="chart-control">
        <span>Smoothing</span>
        <input
          type="range"
          min="0"
          max="0.99"
          step="0.01"
          value={model.weight.value}
          onInput={(event) => setChart('curves.smooth', event.currentTarget.value)}
        />
        <output>{model.weight.value.toFixed(2)}</output>
      </label>
      <Setting label="best so far" setting="curves.best" />
      <Setting label="log x" setting="curves.logx" usual={false} />
      <Setting label="log y" setting="curves.logy" usual={model.logY.value} />
      <label class="chart-control" title="Lets the highest 3 % and the lowest 1 % of values leave the picture">
        <input
          type="checkbox"
          checked={chartSetting('curves.fit', '') === 'most'}
          onChange={(event) => setChart('curves.fit', event.currentTarget.checked ? 'most' : '')}
        />
        <span>cut outliers</span>
      </label>
      {!model.only && (
        <Select
          label="Group by"
          value={model.group.value}
          choices={[
            { value: '', label: 'nothing' },
            ...(columns.some(seedLike) ? [{ value: butSeed, label: 'all but the seed' }] : []),
            ...columns.map(({ key, label }) => ({ value: key, label })),
          ]}
          onChange={(key) => setChart('curves.group', key)}
        />
      )}
      {!model.only && groupColumns(model.group.value).length === 0 && (
        <Ramp column={trials.value.columns.get('value')} shading={model.shades.value} goodIsLow={lowIsGood(model.sweep)} />
      )}
    </>
  );
}

/** What the model does before what the machine does. */
function bySection(a: string, b: string): number {
  const place = (key: string) => ['val/', 'train/', 'system/'].findIndex((section) => key.startsWith(section));
  return place(a) - place(b) || a.localeCompare(b);
}

function emptiness(model: CurvesModel): string | null {
  const { of, loading, error } = model.curves.value;
  if (error) return error;
  if (loading) return 'Loading the curves…';
  return of.size === 0 ? `No trial has reported ${model.metric.value} yet.` : null;
}

function summary(model: CurvesModel): string {
  const bands = model.bands.value;
  const { y } = model.scales.value;
  const curves = `${show(model.lit.value.length)} of ${show(model.shown.value.size)} curves of ${model.metric.value}`;
  const range = `axis from ${show(y.value(0))} to ${show(y.value(1))}`;
  const single =
    bands && bands.all > 1 && bands.shown.every(({ trials: count }) => count === 1)
      ? ' Each group has one trial: nothing was repeated.'
      : '';
  const grouped =
    bands &&
    ` Lines are means, bands one standard deviation${bands.all > mostBands ? `; the best ${mostBands} of ${show(bands.all)} groups` : ''}.`;
  return `${curves}, ${range}.${grouped ?? ''}${single}${model.only ? '' : ' Drag up or down to select by final value.'}`;
}

function valueText(model: CurvesModel, row: number): string {
  const curve = model.shown.value.get(row);
  if (!curve || curve.steps.length === 0) return '; no curve';
  const place = model.pointer.value ?? curve.steps.length - 1;
  return `; epoch ${curve.steps[place]}: ${model.metric.value} ${show(curve.values[place])}`;
}

function rowsOf(model: CurvesModel) {
  const columns = varying(trials.value);
  const rows = model.lit.value;
  return {
    head: ['trial', ...columns.map(({ label }) => label), 'points', 'last epoch', 'last value', 'best value'],
    total: rows.length,
    row(place: number) {
      const row = rows[place] as number;
      const { steps = [], values = [] } = model.shown.value.get(row) ?? {};
      const best = Array.from(values).reduce(
        (a, b) => (Number.isNaN(b) ? a : Number.isNaN(a) || (model.low.value ? b < a : b > a) ? b : a),
        Number.NaN,
      );
      return [
        ...cells(columns, row),
        String(steps.length),
        String(steps[steps.length - 1] ?? ''),
        show(values[values.length - 1]),
        show(best),
      ];
    },
  };
}
