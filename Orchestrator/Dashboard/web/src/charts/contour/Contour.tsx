import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { show } from '../../data/trials';
import { setChart, trials } from '../../data/view';
import type { Sweep } from '../../data/wire';
import type { Scale } from '../../math/scale';
import { Chart, readout } from '../Chart';
import { cells, lowIsGood, varying } from '../columns';
import { ColumnSelect, LogToggle, Select } from '../controls';
import { Plot } from '../Plot';
import { css, shade } from '../palette';
import { pointsHandlers } from '../points/pick';
import { theme } from '../theme';
import { cellHandlers, cellRows, cellText } from './cells';
import { contourLayers, rangeOf } from './draw';
import { type ContourModel, contourModel } from './model';
/** What two parameters do together. */
export function Contour({ sweep }: { sweep: Sweep }) {
  const model = useMemo(() => contourModel(sweep), [sweep.id]);
  const range = useMemo(() => rangeOf(model), [model]);
  const cell = useSignal<number | null>(null);
  const layers = useMemo(() => contourLayers(model, range, cell), [model, range, cell]);
  const columns = varying(trials.value);
  const { heat, x, y, value } = model;
  return (
    <Chart
      title={heat.value ? 'Heat map' : 'Contour'}
      empty={emptiness(model)}
      summary={summary(model)}
      rows={() => (heat.value ? cellRows(model, heat.value) : trialRows(model))}
      readout={heat.value ? cell.value !== null && cellText(model, heat.value, cell.value) : readout()}
      controls={
        <>
          <ColumnSelect label="x" setting="contour.x" value={x.value.key} columns={columns} />
          <ColumnSelect label="y" setting="contour.y" value={y.value.key} columns={columns} />
          {!heat.value && <LogToggle label="log x" column={x.value} />}
          {!heat.value && <LogToggle label="log y" column={y.value} />}
          {heat.value && (
            <Select
              label="Shows"
              value={model.of.value === 'mean' ? 'mean' : 'best'}
              choices={[
                { value: 'mean', label: 'mean' },
                { value: 'best', label: 'best' },
              ]}
              onChange={(of) => setChart('contour.of', of)}
            />
          )}
          <RangeRamp model={model} range={range.value} />
        </>
      }
    >
      {(describedBy) => (
        <>
          <Plot
            label={`${value.value.label} over ${x.value.label} and ${y.value.label}`}
            describedBy={describedBy}
            height={320}
            layers={layers}
            on={heat.value ? cellHandlers(model, cell) : pointsHandlers(model.points)}
          />
        </>
      )}
    </Chart>
  );
}

function RangeRamp({ model, range }: { model: ContourModel; range: Scale }) {
  const stops = Array.from({ length: 9 }, (_, place) => css(shade(theme.value, place / 8)));
  const [left, right] = lowIsGood(model.sweep) ? [range.max, range.min] : [range.min, range.max];
  return (
    <span class="ramp">
      {show(left)}
      <span class="ramp-bar" style={{ background: `linear-gradient(to right, ${stops.join(',')})` }} />
      {show(right)}
    </span>
  );
}

function emptiness({ x, y, heat, field }: ContourModel): string | null {
  if (varying(trials.value).length < 2) return 'Fewer than two parameters differ between trials.';
  if (x.value === y.value) return 'Choose two different parameters.';
  return (heat.value ?? field.value)?.values.some(Number.isFinite) ? null : 'No selected trial has finished yet.';
}

function summary({ heat, x, y, value, of, points }: ContourModel): string {
  const names = `${value.value.label} over ${x.value.label} and ${y.value.label}`;
  if (!heat.value)
    return `${names}, between ${show(points.lit.value.length)} trials: a mean that weighs near ones more (Nadaraya–Watson); blank where no trial is near.`;
  const filled = heat.value.count.filter((count) => count > 0).length;
  return `${names}: ${of.value === 'mean' ? 'the mean' : 'the best'} of the selected trials in each cell, ${show(filled)} of ${show(heat.value.count.length)} filled. Press a cell to select its trials.`;
}

function trialRows({ x, y, value, points }: ContourModel) {
  const columns = [x.value, y.value, value.value];
  return {
    head: ['trial', ...columns.map(({ label }) => label)],
    total: points.lit.value.length,
    row: (place: number) => cells(columns, points.lit.value[place] as number),
  };
}
