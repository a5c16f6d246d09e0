import { useMemo } from 'preact/hooks';
import { show, text } from '../../data/trials';
import { setChart } from '../../data/view';
import type { Sweep } from '../../data/wire';
import type { Frame } from '../axes';
import { Chart, readout } from '../Chart';
import type { Canvas } from '../canvas';
import { cells } from '../columns';
import { LogToggle, Select } from '../controls';
import { Plot } from '../Plot';
import { pointsLayers } from '../points/draw';
import { pointsHandlers } from '../points/pick';
import { useAttempts } from '../useAttempts';
import { endedBetween, type HistoryModel, historyModel } from './model';

const orders = [
  { value: 'ended', label: 'order of ending' },
  { value: 'time', label: 'time' },
  { value: 'index', label: 'trial number' },
];

/** Every trial's value in the order in which they ended, and the best so far: is the search still finding something? */
export function History({ sweep }: { sweep: Sweep }) {
  const model = useMemo(() => historyModel(sweep), [sweep.id]);
  const layers = useMemo(() => pointsLayers(model.points, (canvas, frame) => drawBest(canvas, frame, model)), [model]);
  useAttempts(sweep.id, model.attempts);
  const value = model.points.y.value;
  const order = model.order.value;
  return (
    <Chart
      title="Best so far"
      empty={model.points.drawable.value.length === 0 ? `No trial has finished: there is no ${value.label || 'value'} yet.` : null}
      summary={summary(model)}
      rows={() => ({
        head: ['trial', model.points.x.value.label, value.label, 'best so far'],
        total: order.length,
        row: (place) => [...cells([model.points.x.value, value], order[place] as number), show(model.best.value[place])],
      })}
      readout={readout()}
      controls={
        <>
          <Select label="By" value={model.by.value} choices={orders} onChange={(by) => setChart('history.by', by)} />
          <LogToggle label="log y" column={value} />
        </>
      }
    >
      {(describedBy) => (
        <>
          <Plot
            label={`Best ${value.label} so far`}
            describedBy={describedBy}
            height={320}
            layers={layers}
            on={pointsHandlers(
              model.points,
              model.points.x.value.key === 'order' ? (from, to) => endedBetween(model, from, to) : undefined,
            )}
          />
        </>
      )}
    </Chart>
  );
}

/** A staircase: the best stays until a better one ends. */
function drawBest({ context, theme }: Canvas, { box, px, py }: Frame, { order, best, points }: HistoryModel): void {
  const path = new Path2D();
  let last = Number.NaN;
  order.value.forEach((row, place) => {
    const [x, y] = [px(points.x.value.values[row] as number), py(best.value[place] as number)];
    if (Number.isNaN(last)) path.moveTo(x, y);
    else if (y !== last) {
      path.lineTo(x, last);
      path.lineTo(x, y);
    }
    last = y;
  });
  if (!Number.isNaN(last)) path.lineTo(box.left + box.width, last);
  context.lineJoin = 'round';
  context.strokeStyle = theme.colour('surface');
  context.lineWidth = 5;
  context.stroke(path);
  context.strokeStyle = theme.colour('series-2');
  context.lineWidth = 2.5;
  context.stroke(path);
}

function summary({ order, best, points }: HistoryModel): string {
  const last = best.value.at(-1);
  const place = best.value.indexOf(last ?? Number.NaN);
  const row = order.value[place];
  if (row === undefined) return '';
  const first = points.y.value.values[order.value[0] as number];
  return `${show(order.value.length)} finished trials. The best ${points.y.value.label}, ${text(points.y.value, row)}, came with trial ${row}, number ${show(place + 1)} in this order; the first had ${show(first)}.`;
}
