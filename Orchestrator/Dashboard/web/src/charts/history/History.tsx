import { computed, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { type Attempts, followTimeline } from '../../data/timeline';
import { type Column, show, text } from '../../data/trials';
import { chartSetting, setChart, trials } from '../../data/view';
import type { Sweep } from '../../data/wire';
import { bestSoFar } from '../../math/smooth';
import type { Frame } from '../axes';
import { Chart, readout } from '../Chart';
import type { Canvas } from '../canvas';
import { cells, columnOf, lowIsGood } from '../columns';
import { LogToggle, Select } from '../controls';
import { Plot } from '../Plot';
import { pointsLayers } from '../points/draw';
import { pointsModel } from '../points/model';
import { pointsHandlers } from '../points/pick';

const orders = [
  { value: 'ended', label: 'order of ending' },
  { value: 'time', label: 'time' },
  { value: 'index', label: 'trial number' },
];

/** Every trial's value in the order in which they ended, and the best so far: is the search still finding something? */
export function History({ sweep }: { sweep: Sweep }) {
  const model = useMemo(() => historyModel(sweep), [sweep.id]);
  const layers = useMemo(() => pointsLayers(model.points, (canvas, frame) => drawBest(canvas, frame, model)), [model]);
  useEffect(() => {
    const feed = followTimeline(sweep.id);
    const unwatch = feed.attempts.subscribe((attempts) => {
      model.attempts.value = attempts;
    });
    return () => {
      unwatch();
      feed.stop();
    };
  }, [model]);
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

function historyModel(sweep: Sweep) {
  const attempts = signal<Attempts>({ all: [], loading: true, error: null, start: 0, end: 0 });
  const by = computed(() => chartSetting('history.by', 'ended'));
  const y = computed(() => finishedOnly(columnOf('value')));
  const x = computed(() => placesOf(by.value, attempts.value, y.value));
  const points = pointsModel(
    sweep,
    x,
    y,
    y,
    computed(() => false),
  );
  const order = computed(() => {
    const { values } = x.value;
    return Array.from(points.drawable.value).sort((a, b) => (values[a] as number) - (values[b] as number));
  });
  const best = computed(() =>
    bestSoFar(
      order.value.map((row) => y.value.values[row] as number),
      lowIsGood(sweep),
    ),
  );
  return { sweep, attempts, by, points, order, best };
}

type HistoryModel = ReturnType<typeof historyModel>;

/** The objective without the trials that still run. */
function finishedOnly(value: Column): Column {
  const state = trials.value.columns.get('state');
  const running = state?.categories?.indexOf('running') ?? -1;
  return state ? { ...value, values: value.values.map((one, row) => (state.values[row] === running ? Number.NaN : one)) } : value;
}

/** Where each trial stands on the x axis; without a timeline the trial's number must do. */
function placesOf(by: string, { all, start }: Attempts, value: Column): Column {
  const { count } = trials.value;
  if (by === 'index' || all.length === 0)
    return { key: 'index', label: 'trial', categories: null, values: Float64Array.from({ length: count }, (_, row) => row), varies: true };
  const ended = new Float64Array(count).fill(Number.NaN);
  for (const one of all)
    if (one.trial < count && one.ended > 0 && !((one.ended - start) / 1000 <= (ended[one.trial] as number)))
      ended[one.trial] = (one.ended - start) / 1000;
  if (by === 'time') return { key: 'ended', label: 'ended', unit: 's after the start', categories: null, values: ended, varies: true };
  const rows = Array.from(ended.keys()).filter((row) => !Number.isNaN(ended[row]) && !Number.isNaN(value.values[row]));
  rows.sort((a, b) => (ended[a] as number) - (ended[b] as number));
  const places = new Float64Array(count).fill(Number.NaN);
  for (const [place, row] of rows.entries()) places[row] = place + 1;
  return { key: 'order', label: 'finished trials', categories: null, values: places, varies: true };
}

/** The fifth to the ninth that ended, as the times between which they did: time is a column, the order is not. */
function endedBetween(
  { order, points }: HistoryModel,
  from: number,
  to: number,
): { key: string; interval: readonly [number, number] | null } {
  const ended = trials.value.columns.get('ended');
  const rows = order.value.slice(Math.max(0, Math.ceil(from) - 1), Math.max(0, Math.floor(to)));
  const [first, last] = [rows[0], rows.at(-1)];
  if (!ended || first === undefined || last === undefined || points.x.value.key !== 'order') return { key: 'ended', interval: null };
  return { key: 'ended', interval: [ended.values[first] as number, ended.values[last] as number] };
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
