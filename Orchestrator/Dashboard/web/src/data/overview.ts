import { batch, signal } from '@preact/signals';
import { get, messageOf } from './api';
import { listen } from './live';
import type { Node, Sweep } from './wire';

/** All sweeps, newest first; null until they have arrived. */
export const sweeps = signal<readonly Sweep[] | null>(null);
export const nodes = signal<readonly Node[] | null>(null);
export const overviewError = signal<string | null>(null);

const newestFirst = (all: readonly Sweep[]): Sweep[] => [...all].sort((a, b) => b.submitted_at.localeCompare(a.submitted_at));

/** Loads what the start and cluster pages show, and follows it until the returned function is called. */
export function openOverview(): () => void {
  let stop = () => {};
  let closed = false;

  const start = async (wait = 1000): Promise<void> => {
    try {
      const [all, agents] = await Promise.all([get<Sweep[]>('/api/sweeps'), get<Node[]>('/api/nodes')]);
      if (closed) return;
      batch(() => {
        sweeps.value = newestFirst(all);
        nodes.value = agents;
        overviewError.value = null;
      });
      stop = listen(() => '/api/live', {
        sweeps: (data) => {
          sweeps.value = newestFirst(data as Sweep[]);
        },
        nodes: (data) => {
          nodes.value = data as Node[];
        },
      });
    } catch (error) {
      overviewError.value = messageOf(error);
      if (!closed) setTimeout(() => !closed && void start(Math.min(15_000, wait * 2)), wait);
    }
  };

  void start();
  return () => {
    closed = true;
    stop();
  };
}
