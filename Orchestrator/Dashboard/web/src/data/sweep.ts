import { batch, effect, signal } from '@preact/signals';
import { ApiError, get, messageOf, sweepUrl } from './api';
import { merge, type Rows, rowsOf } from './columns';
import { listen, perFrame } from './live';
import { refreshMetrics } from './metrics';
import { trials } from './view';
import type { Sweep, Table } from './wire';

/** The sweep that is open; null until it has arrived. */
export const sweep = signal<Sweep | null>(null);
/** Why trials failed, by index. */
export const reasons = signal<ReadonlyMap<number, string>>(new Map());
/** Which trials another sweep's answered, by index. */
export const reused = signal<ReadonlyMap<number, string>>(new Map());
/** Why the sweep can't be shown. */
export const loadError = signal<{ text: string; missing: boolean } | null>(null);
/** The table has arrived. */
export const loaded = signal(false);

const noRows: Rows = { version: 0, trials: { count: 0, columns: new Map() }, reasons: new Map(), reused: new Map() };

/** Loads a sweep and follows it until the returned function is called. */
export function openSweep(id: string): () => void {
  const aborted = new AbortController();
  let stop = () => {};
  let version = 0;

  const show = (rows: Rows) => {
    version = rows.version;
    batch(() => {
      trials.value = rows.trials;
      reasons.value = rows.reasons;
      reused.value = rows.reused;
      loaded.value = rows.trials.count > 0;
    });
  };

  const load = async () => {
    const [state, table] = await Promise.all([
      get<Sweep>(sweepUrl(id), aborted.signal),
      get<Table>(sweepUrl(id, '/table'), aborted.signal),
    ]);
    batch(() => {
      sweep.value = state;
      loadError.value = null;
      show(rowsOf(table, state.objective));
    });
  };

  const apply = perFrame<Table>((changes) => {
    if (aborted.signal.aborted) return;
    // The grid grew: parameters of the new trials come with the whole table only.
    if (changes.some((one) => one.total !== trials.value.count)) void load();
    else show(changes.reduce(merge, { version, trials: trials.value, reasons: reasons.value, reused: reused.value }));
    refreshMetrics(id);
  });

  const follow = () => {
    stop = listen(() => sweepUrl(id, `/live?after=${version}`), {
      sweep: (data) => {
        sweep.value = data as Sweep;
      },
      rows: (data) => apply(data as Table),
    });
  };

  const start = async (wait = 1000): Promise<void> => {
    try {
      await load();
      if (!aborted.signal.aborted) follow();
    } catch (error) {
      if (aborted.signal.aborted) return;
      const missing = error instanceof ApiError && error.status === 404;
      loadError.value = { text: messageOf(error), missing };
      if (!missing) setTimeout(() => !aborted.signal.aborted && void start(Math.min(15_000, wait * 2)), wait);
    }
  };

  void start();
  return () => {
    aborted.abort();
    stop();
    batch(() => {
      sweep.value = null;
      loadError.value = null;
      show(noRows);
    });
  };
}

/** Keeps the open sweep that of `id`, which may change; null: none. */
export function keepOpen(id: () => string | null): () => void {
  let open: string | null = null;
  let close = () => {};
  return effect(() => {
    const wanted = id();
    if (wanted === open) return;
    close();
    open = wanted;
    close = wanted === null ? () => {} : openSweep(wanted);
  });
}
