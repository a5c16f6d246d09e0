import { signal } from '@preact/signals';
import { bytes } from '../app/words';
import { ApiError, get } from '../data/api';
import type { LoadHistory, NodeLoads } from '../data/wire';

/** By agent; null before it arrived, and where the orchestrator keeps none. */
export const load = signal<NodeLoads | null>(null);

const restMs = 5000;

export function followLoad(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const ask = async (): Promise<void> => {
    let goOn = true;
    try {
      load.value = await get<NodeLoads>('/api/nodes/load');
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

type Shares = readonly (number | null)[];

/** A line of the chart: shares of the whole, 0 to 1, and the newest as text. */
export interface Line {
  readonly label: string;
  readonly shares: Shares;
  readonly now: string;
}

/** Processor and memory, and the same of each GPU; what a node does not tell has no line. */
export function linesOf(history: LoadHistory): Line[] {
  return [
    busyLine('processor', history.cpu),
    memoryLine('memory', history.memory_used, history.memory_total),
    ...history.devices.flatMap((device) => [
      busyLine(device.name, device.busy),
      memoryLine(`${device.name} memory`, device.memory_used, device.memory_total),
    ]),
  ].filter((line) => line !== null);
}

function busyLine(label: string, shares: Shares): Line | null {
  const last = shares.at(-1);
  return shares.some((share) => share !== null) ? { label, shares, now: typeof last === 'number' ? percent(last) : 'unknown' } : null;
}

function memoryLine(label: string, used: Shares, total: number | null | undefined): Line | null {
  if (!total || used.every((one) => one === null)) return null;
  const last = used.at(-1);
  const now = typeof last === 'number' ? `${bytes(last)} of ${bytes(total)}` : 'unknown';
  return { label, shares: used.map((one) => (one === null ? null : one / total)), now };
}

export const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** What is left on the disk of the agent's data, as it told last. */
export function diskText({ disk_free: free }: LoadHistory): string | null {
  const last = free.at(-1);
  return typeof last === 'number' ? `${bytes(last)} free on disk` : null;
}
