import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { settled } from '../../data/dragging';
import { type Column, show } from '../../data/trials';
import { chartSetting, trials } from '../../data/view';
import type { Sweep } from '../../data/wire';
import { spearman } from '../../math/rank';
import { Chart, readout } from '../Chart';
import { cells, choices, columnOf, lowIsGood, nothing, varying } from '../columns';
import { ColumnSelect, LogToggle, Setting } from '../controls';
import { Plot } from '../Plot';
import { Ramp } from '../Ramp';
import { pointsLayers } from './draw';
import { pointsModel } from './model';
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

function scatterModel(sweep: Sweep) {
  const chosen = (name: string, usual: () => string) =>
    computed(() => trials.value.columns.get(chartSetting(`scatter.${name}`, '')) ?? columnOf(usual()));
  const x = chosen('x', () => varying(trials.value)[0]?.key ?? 'index');
  const y = chosen('y', () => 'value');
  const colour = chosen('colour', () => varying(trials.value).find(({ key }) => key !== x.value.key)?.key ?? 'value');
  const jitter = computed(() => chartSetting('scatter.jitter', '1') === '1');
  return { ...pointsModel(sweep, x, y, colour, jitter), rank: computed(() => rankOf(x.value, y.value, settled.value)) };
}

type ScatterModel = ReturnType<typeof scatterModel>;

function emptiness(model: ScatterModel): string | null {
  if (trials.value.count === 0) return 'No trial yet.';
  if (model.x.value === nothing || model.y.value === nothing) return 'No such column.';
  return model.drawable.value.length === 0 ? `No trial has both ${model.x.value.label} and ${model.y.value.label} yet.` : null;
}

function summary({ x, y, lit, drawable, rank }: ScatterModel): string {
  const related = Number.isNaN(rank.value) ? '' : `; rank correlation ${rank.value.toFixed(2).replace('-', '−')}`;
  return `${show(lit.value.length)} of ${show(drawable.value.length)} trials, ${y.value.label} against ${x.value.label}${related}. Drag a box to select.`;
}

/** Spearman's, of the selected trials; NaN for categories, which have no order. */
function rankOf(x: Column, y: Column, mask: Uint8Array): number {
  if (x.categories || y.categories) return Number.NaN;
  return spearman(
    x.values.map((value, row) => (mask[row] ? value : Number.NaN)),
    y.values,
  );
}
