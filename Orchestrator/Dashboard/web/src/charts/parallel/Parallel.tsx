import { useMemo, useState } from 'preact/hooks';
import { followed } from '../../data/dragging';
import { show, text } from '../../data/trials';
import { hovered, narrowed, setChart, togglePin, trials } from '../../data/view';
import type { Sweep } from '../../data/wire';
import { Chart, readout } from '../Chart';
import { bestRow, cells, choices, lowIsGood } from '../columns';
import { ColumnSelect, Select } from '../controls';
import { bestFirst, walk } from '../keys';
import { type Handlers, Plot } from '../Plot';
import { Ramp } from '../Ramp';
import { AxisHead } from './AxisHead';
import { AxisTools } from './AxisTools';
import { dragFrom, unbrush } from './brushing';
import { parallelLayers, room } from './draw';
import { addAxis, keysOf, type ParallelModel, parallelModel } from './model';
import { axisAt, nearest } from './pick';

const height = 380;
/** Axes closer than this cannot be read: the plot scrolls sideways instead. */
const closest = 88;

export function Parallel({ sweep }: { sweep: Sweep }) {
  const model = useMemo(() => parallelModel(sweep), [sweep.id]);
  const layers = useMemo(() => parallelLayers(model), [model]);
  const [open, setOpen] = useState<string | null>(null);
  const axes = model.axes.value;
  const tools = axes.find(({ column }) => column.key === open);
  const width = room.left + room.right + closest * (axes.length - 1);
  const missing = choices(trials.value).filter(({ key }) => !keysOf(model).includes(key));
  return (
    <Chart
      wide
      title="Parallel coordinates"
      empty={
        trials.value.count === 0
          ? 'No trial yet.'
          : axes.length < 2
            ? 'All trials have the same parameters: there is nothing to compare.'
            : null
      }
      summary={summary(sweep, model)}
      rows={() => {
        const order = bestFirst(sweep);
        const columns = axes.map(({ column }) => column);
        return {
          head: ['trial', ...columns.map(({ label }) => label)],
          total: order.length,
          row: (place) => cells(columns, order[place] as number),
        };
      }}
      readout={readout()}
      controls={
        <>
          <ColumnSelect label="Colour" setting="parallel.colour" value={model.colourColumn.value.key} columns={choices(trials.value)} />
          <Ramp
            column={model.colourColumn.value}
            shading={model.shades.value}
            goodIsLow={model.colourColumn.value.key === 'value' && lowIsGood(sweep)}
          />
          {missing.length > 0 && (
            <Select
              label="Add axis"
              value=""
              choices={[{ value: '', label: '…' }, ...missing.map(({ key, label }) => ({ value: key, label }))]}
              onChange={(key) => key && addAxis(model, key)}
            />
          )}
          <button type="button" onClick={() => setChart('parallel.axes', '')}>
            Reset axes
          </button>
        </>
      }
    >
      {(describedBy) => (
        <>
          {tools && <AxisTools model={model} axis={tools} onClose={() => setOpen(null)} />}
          <section class="parallel" tabIndex={0} aria-label="Axes, scroll sideways">
            <div style={{ minWidth: `${width}px` }}>
              <div class="axis-heads">
                {axes.map((axis, place) => (
                  <AxisHead
                    key={axis.column.key}
                    model={model}
                    axis={axis}
                    place={place}
                    open={open === axis.column.key}
                    onOpen={() => setOpen(open === axis.column.key ? null : axis.column.key)}
                  />
                ))}
              </div>
              <Plot
                label="Parallel coordinates: a line a trial"
                describedBy={describedBy}
                height={height}
                layers={layers}
                on={handlers(sweep, model)}
              />
            </div>
          </section>
        </>
      )}
    </Chart>
  );
}

function summary(sweep: Sweep, model: ParallelModel): string {
  const all = trials.value;
  const value = all.columns.get('value');
  const best = value ? bestRow(value.values, lowIsGood(sweep), followed.value) : -1;
  const count = narrowed.value
    ? `${show(followed.value.reduce((sum, one) => sum + one, 0))} of ${show(all.count)} trials selected`
    : `${show(all.count)} trials`;
  const found = value && best >= 0 ? `; best ${value.label} ${text(value, best)} (trial ${best})` : '';
  return `${count} over ${model.axes.value.length} axes${found}. Drag along an axis to select.`;
}

function handlers(sweep: Sweep, model: ParallelModel): Handlers {
  return {
    hover: (at) => {
      hovered.value = at && nearest(model, at);
    },
    drag: (from) => {
      const hit = axisAt(model, from);
      if (!hit) return null;
      const pull = dragFrom(hit.axis, hit.place(from.y), 6 / height);
      return { move: (to) => pull(hit.place(to.y)) };
    },
    click: (at) => {
      const hit = axisAt(model, at);
      if (hit) unbrush(hit.axis);
      else if (hovered.value !== null) togglePin(hovered.value);
    },
    key: (event) => walk(event, () => bestFirst(sweep)),
  };
}
