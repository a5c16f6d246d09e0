import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { show } from '../../data/trials';
import { chartSetting, trials } from '../../data/view';
import type { Sweep } from '../../data/wire';
import { spearman } from '../../math/rank';
import { Chart, readout } from '../Chart';
import { cells, choices, columnOf, lowIsGood, nothing, varying } from '../columns';
import { ColumnSelect, LogToggle, Setting } from '../controls';
import { Plot } from '../Plot';
import { Ramp } from '../Ramp';
import { pointsLayers } from './draw';
import { type PointsModel, pointsModel } from './model';
import { pointsHandlers } from './pick';

/** Any column against any other: a slice through the sweep. */
export function Scatter({ sweep }: { sweep: Sweep }) {
  const model = useMemo(() => scatterModel(sweep), [sweep.id]);
  const layers = useMemo(() => pointsLayers(model), [model]);
  const all = choices(trials.value);
  const [x, y, colour] = [model.x.value, model.y.value, model.colour.value];
  return (
    <Chart
      title="Scatter"
      empty={emptiness(model)}
      summary={summary(model)}
      rows={() => {
        const columns = [...new Set([x, y, colour])];
        return {
          head: ['trial', ...columns.map(({ label }) => label)],
          total: model.lit.value.length,
          row: (place) => cells(columns, model.lit.value[place] as number),
        };
      }}
      readout={readout()}
      controls={
        <>
          <ColumnSelect label="x" setting="scatter.x" value={x.key} columns={all} />
          <LogToggle label="log" column={x} />
          <ColumnSelect label="y" setting="scatter.y" value={y.key} columns={all} />
          <LogToggle label="log" column={y} />
          <ColumnSelect label="Colour" setting="scatter.colour" value={colour.key} columns={all} />
          <Ramp column={colour} shading={model.shades.value} goodIsLow={colour.key === 'value' && lowIsGood(sweep)} />
          {(x.categories || y.categories) && (
            <Setting label="jitter" setting="scatter.jitter" usual title="Spreads the dots of a category, so that they can be told apart" />
          )}
        </>
      }
    >
      {(describedBy) => (
        <>
          <Plot label={`${y.label} against ${x.label}`} describedBy={describedBy} height={320} layers={layers} on={pointsHandlers(model)} />
        </>
      )}
    </Chart>
  );
}

function scatterModel(sweep: Sweep): PointsModel {
  const chosen = (name: string, usual: () => string) =>
    computed(() => {
      const key = chartSetting(`scatter.${name}`, '');
      return trials.value.columns.get(key) ?? columnOf(usual());
    });
  const x = chosen('x', () => varying(trials.value)[0]?.key ?? 'index');
  return pointsModel(
    sweep,
    x,
    chosen('y', () => 'value'),
    chosen('colour', () => varying(trials.value).find(({ key }) => key !== x.value.key)?.key ?? 'value'),
    computed(() => chartSetting('scatter.jitter', '1') === '1'),
  );
}

function emptiness(model: PointsModel): string | null {
  if (trials.value.count === 0) return 'No trial yet.';
  if (model.x.value === nothing || model.y.value === nothing) return 'No such column.';
  return model.drawable.value.length === 0 ? `No trial has both ${model.x.value.label} and ${model.y.value.label} yet.` : null;
}

function summary({ x, y, lit, drawable }: PointsModel): string {
  const rows = lit.value;
  const of = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] as number);
  const rank = x.value.categories || y.value.categories ? Number.NaN : spearman(of(x.value.values), of(y.value.values));
  const related = Number.isNaN(rank) ? '' : `; rank correlation ${rank.toFixed(2).replace('-', '−')}`;
  return `${show(rows.length)} of ${show(drawable.value.length)} trials, ${y.value.label} against ${x.value.label}${related}. Drag a box to select.`;
}
