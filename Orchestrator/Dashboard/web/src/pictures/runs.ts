import { useEffect, useState } from 'preact/hooks';
import type { Runs, Sweep } from '../data/wire';
import { type Artifacts, list } from './artifacts';

const restMs = 4000;
const longRestMs = 15_000;

/** What is known of a trial's pictures. */
export interface TrialPictures {
  readonly run: string;
  readonly artifacts: Artifacts;
}

export interface SweepPictures {
  /** By trial. */
  readonly of: ReadonlyMap<number, TrialPictures>;
  /** Why a trial's pictures can't be shown, by trial. */
  readonly faults: ReadonlyMap<number, string>;
  /** Why there are none of this sweep here, such as that another server tracks it. */
  readonly trouble: string | null;
  /** All of these trials were asked for once. */
  readonly asked: boolean;
}

const nothing: SweepPictures = { of: new Map(), faults: new Map(), trouble: null, asked: false };

/** The pictures of some trials, looked for again while the trials train. */
export function usePictures(sweep: Sweep, trials: readonly number[]): SweepPictures {
  const [known, setKnown] = useState(nothing);
  const running = trials.filter((trial) => sweep.running.some((one) => one.index === trial));
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let before = known.trouble === null ? known : nothing;
    const turn = async () => {
      if (!document.hidden || !before.asked) before = await look(sweep.id, trials, running, before, stop.signal);
      if (stop.signal.aborted) return;
      setKnown(before);
      const more = running.length > 0 || before.trouble !== null || (!sweep.ended_at && trials.some((trial) => !before.of.has(trial)));
      if (more) timer = setTimeout(turn, before.trouble === null ? restMs : longRestMs);
    };
    void turn();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
    // A trial that ends leaves `running`: its last pictures are looked for then.
  }, [sweep.id, sweep.ended_at, trials.join(), running.join()]);
  return known;
}

const runsOf = new Map<string, Runs>();

async function look(
  sweep: string,
  trials: readonly number[],
  running: readonly number[],
  before: SweepPictures,
  stop: AbortSignal,
): Promise<SweepPictures> {
  try {
    const runs = await findRuns(sweep, trials, stop);
    const of = new Map(before.of);
    const faults = new Map<number, string>();
    await Promise.all(
      trials.map(async (trial) => {
        const run = runs[trial];
        const pictures = of.get(trial);
        if (!run || (pictures?.run === run && isWhole(pictures.artifacts) && !running.includes(trial))) return;
        try {
          of.set(trial, { run, artifacts: await list(run, stop) });
        } catch (fault) {
          faults.set(trial, message(fault));
        }
      }),
    );
    return { of, faults, trouble: null, asked: true };
  } catch (fault) {
    return { ...before, trouble: message(fault), asked: true };
  }
}

/** Its model was finished when it was listed: nothing is added any more. */
const isWhole = (artifacts: Artifacts): boolean => artifacts.kinds.includes('reconstruction');

async function findRuns(sweep: string, trials: readonly number[], signal: AbortSignal): Promise<Runs> {
  const known = runsOf.get(sweep);
  if (known && trials.every((trial) => known[trial])) return known;
  const answer = await fetch(`/api/sweeps/${encodeURIComponent(sweep)}/runs`, { signal });
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => null)) as { detail?: string; title?: string } | null;
    throw new Error(problem?.detail ?? problem?.title ?? `${answer.status} ${answer.statusText}`);
  }

  const runs = (await answer.json()) as Runs;
  runsOf.set(sweep, runs);
  return runs;
}

const message = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));
