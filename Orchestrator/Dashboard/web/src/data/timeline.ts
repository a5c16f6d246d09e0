import { type ReadonlySignal, signal } from '@preact/signals';
import { problem } from './curves';
import { offer, withdraw } from './offered';
import { trials } from './view';
import type { Timeline } from './wire';

/** One attempt at a trial, on one slot of one node. */
export interface Attempt {
  readonly trial: number;
  readonly attempt: number;
  readonly node: string;
  readonly slot: string;
  /** Unix milliseconds; `ended` is 0 while it runs. */
  readonly began: number;
  readonly ended: number;
  /** r: runs, f: finished, x: failed, t: failed for good, q: taken back. */
  readonly outcome: string;
  readonly reason: string;
}

export interface Attempts {
  readonly all: readonly Attempt[];
  readonly loading: boolean;
  readonly error: string | null;
  /** When the first began; 0 where none did. */
  readonly start: number;
  /** The server's newest moment: the latest begin or end that it told of. */
  readonly end: number;
}

const none: Attempts = { all: [], loading: true, error: null, start: 0, end: 0 };
const everyMs = 2000;

const followed = new Map<string, { attempts: ReadonlySignal<Attempts>; users: number; stop: () => void }>();

/** The attempts of a sweep, kept fresh; charts that ask for the same sweep share one feed. */
export function followTimeline(sweep: string): { attempts: ReadonlySignal<Attempts>; stop: () => void } {
  const known = followed.get(sweep) ?? { ...follow(sweep), users: 0 };
  known.users++;
  followed.set(sweep, known);
  return {
    attempts: known.attempts,
    stop() {
      if (--known.users > 0) return;
      known.stop();
      followed.delete(sweep);
    },
  };
}

function follow(sweep: string): { attempts: ReadonlySignal<Attempts>; stop: () => void } {
  const attempts = signal<Attempts>(none);
  const stopped = new AbortController();
  const known = new Map<string, Attempt>();
  let version = 0;
  const renew = async () => {
    const answer = await fetch(`/api/sweeps/${encodeURIComponent(sweep)}/timeline?after=${version}`, { signal: stopped.signal });
    if (!answer.ok) throw new Error(await problem(answer));
    const news = (await answer.json()) as Timeline;
    version = news.version;
    if (news.trial.length === 0 && !attempts.value.loading && !attempts.value.error) return;
    for (const one of rowsOf(news)) known.set(`${one.trial}/${one.attempt}`, one);
    attempts.value = gathered([...known.values()]);
    offerTimes(attempts.value);
  };
  const run = async () => {
    while (!stopped.signal.aborted) {
      // A server that is away is asked again; what is drawn stays.
      if (!document.hidden || attempts.value.loading) await renew().catch(fail);
      await new Promise((resolve) => setTimeout(resolve, attempts.value.error ? 5 * everyMs : everyMs));
    }
  };
  const fail = (fault: Error) => {
    if (!stopped.signal.aborted && attempts.value.all.length === 0) attempts.value = { ...none, loading: false, error: fault.message };
  };
  void run();
  const stop = () => {
    stopped.abort();
    withdraw('began');
    withdraw('ended');
  };
  return { attempts, stop };
}

export function rowsOf(news: Timeline): Attempt[] {
  return news.trial.map((trial, place) => ({
    trial,
    attempt: news.attempt[place] as number,
    node: news.nodes[news.node[place] as number] ?? '',
    slot: news.slots[news.slot[place] as number] ?? '',
    began: news.began[place] as number,
    ended: news.ended[place] as number,
    outcome: news.outcome[place] ?? 'r',
    reason: news.reasons[place] ?? '',
  }));
}

function gathered(all: readonly Attempt[]): Attempts {
  let [start, end] = [Number.POSITIVE_INFINITY, 0];
  for (const { began, ended } of all) [start, end] = [Math.min(start, began), Math.max(end, began, ended)];
  return { all, loading: false, error: null, start: all.length ? start : 0, end };
}

/** When a trial first began and last ended, in seconds after the first of all: columns like any other, so time can be brushed. */
function offerTimes({ all, start }: Attempts): void {
  const { count } = trials.peek();
  const [began, ended] = [new Float64Array(count).fill(Number.NaN), new Float64Array(count).fill(Number.NaN)];
  const running = new Set<number>();
  for (const one of all) {
    if (one.trial >= count) continue;
    const [from, to] = [(one.began - start) / 1000, (one.ended - start) / 1000];
    if (!(from >= (began[one.trial] as number))) began[one.trial] = from;
    if (one.ended === 0) running.add(one.trial);
    else if (!(to <= (ended[one.trial] as number))) ended[one.trial] = to;
  }
  // What runs has not ended before any moment that can be brushed.
  for (const trial of running) ended[trial] = Number.POSITIVE_INFINITY;
  offer({
    key: 'began',
    label: 'began',
    unit: 's',
    help: 'Seconds after the first attempt of the sweep',
    categories: null,
    values: began,
    varies: true,
  });
  offer({
    key: 'ended',
    label: 'ended',
    unit: 's',
    help: 'Seconds after the first attempt of the sweep',
    categories: null,
    values: ended,
    varies: true,
  });
}
