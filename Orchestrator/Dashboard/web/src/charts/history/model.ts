import { computed, signal } from '@preact/signals';
import type { Attempts } from '../../data/timeline';
import type { Column } from '../../data/trials';
import { chartSetting, trials } from '../../data/view';
import type { Sweep } from '../../data/wire';
import { bestSoFar } from '../../math/smooth';
import { columnOf, lowIsGood } from '../columns';
import { pointsModel } from '../points/model';

export function historyModel(sweep: Sweep) {
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

export type HistoryModel = ReturnType<typeof historyModel>;

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
export function endedBetween(
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
