import { signal } from '@preact/signals';
import { ApiError, get } from '../data/api';

/** A node's load over time: `at` in Unix milliseconds, the others shares of the whole or counts, null where unknown. */
export type Load = { readonly at: readonly number[] } & Readonly<Record<string, readonly (number | null)[]>>;

/** By agent; null where the orchestrator keeps none. */
export const load = signal<Readonly<Record<string, Load>> | null>(null);

const restMs = 5000;

export function followLoad(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const ask = async (): Promise<void> => {
    let goOn = true;
    try {
      load.value = await get('/api/nodes/load');
    } catch (error) {
      goOn = !(error instanceof ApiError && error.status === 404);
    }
    if (!closed && goOn) timer = setTimeout(ask, restMs);
  };
  void ask();
  return () => {
    closed = true;
    clearTimeout(timer);
  };
}
