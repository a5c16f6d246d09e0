import { effect, signal } from '@preact/signals';
import { ApiError, get, messageOf, sweepUrl } from './api';
import { ofMetric } from './columns';
import { trials, view } from './view';
import type { Latest, MetricName } from './wire';

/** The sweep's metrics; null until somebody asked. */
export const metricNames = signal<readonly MetricName[] | null>(null);
/** Why metrics can't be had: the sweep is tracked elsewhere. */
export const metricsError = signal<string | null>(null);
/** Another MLflow has the sweep's runs. */
export const trackedElsewhere = signal(false);

const wanted = new Set<string>();
// A metric's last values are asked for again while the sweep runs, but not with every row that changes.
const restMs = 5000;
let timer: ReturnType<typeof setTimeout> | undefined;

export async function loadMetricNames(sweep: string): Promise<void> {
  try {
    metricNames.value = await get<MetricName[]>(sweepUrl(sweep, '/metrics'));
    metricsError.value = null;
    trackedElsewhere.value = false;
  } catch (error) {
    metricsError.value = messageOf(error);
    trackedElsewhere.value = error instanceof ApiError && error.status === 404;
  }
}

/** Loads the metric columns that the view names, wherever it does: the table's columns, its sorting, brushes and filter. */
export function followMetrics(sweep: string): () => void {
  wanted.clear();
  metricNames.value = null;
  metricsError.value = null;
  const stop = effect(() => {
    // Not before the table: the columns come into it.
    if (trials.value.count === 0) return;
    for (const key of keysOf()) if (!wanted.has(key)) void load(sweep, key);
  });
  return () => {
    stop();
    clearTimeout(timer);
    timer = undefined;
    wanted.clear();
  };
}

function keysOf(): string[] {
  const { columns, sort, brushes, filter } = view.value;
  const inFilter = [...filter.matchAll(/m\.[\p{L}\p{N}_./-]+/gu)].map(([key]) => key);
  const keys = [...(columns ?? []), sort?.key ?? '', ...brushes.map((brush) => brush.key), ...inFilter];
  return [...new Set(keys)].filter((key) => key.startsWith('m.')).map((key) => key.slice(2));
}

export function refreshMetrics(sweep: string): void {
  if (wanted.size === 0 || timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    for (const key of wanted) void load(sweep, key);
  }, restMs);
}

async function load(sweep: string, key: string): Promise<void> {
  wanted.add(key);
  try {
    const latest = await get<Latest>(sweepUrl(sweep, `/latest?metric=${encodeURIComponent(key)}`));
    if (!wanted.has(key)) return;
    const column = ofMetric(key, trials.value.count, latest.index, latest.value);
    trials.value = { ...trials.value, columns: new Map(trials.value.columns).set(column.key, column) };
  } catch (error) {
    metricsError.value = messageOf(error);
  }
}
