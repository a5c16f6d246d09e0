import { type ReadonlySignal, signal } from '@preact/signals';
import { trials } from './view';

/** One trial's values of a metric; steps rise. */
export interface TrialCurve {
  readonly steps: Int32Array;
  readonly values: Float32Array;
}

export interface Curves {
  readonly of: ReadonlyMap<number, TrialCurve>;
  /** Nothing has arrived yet. */
  readonly loading: boolean;
  /** What the server said instead. */
  readonly error: string | null;
}

/** `GET …/curves`: counts, then trials and lengths, then all steps, then all values; little endian, as browsers' machines are. */
export function decodeCurves(buffer: ArrayBuffer): [number, TrialCurve][] {
  const count = new Int32Array(buffer, 0, 1)[0] ?? 0;
  const heads = new Int32Array(buffer, 4, 2 * count);
  let points = 0;
  for (let curve = 0; curve < count; curve++) points += heads[2 * curve + 1] as number;
  const steps = new Int32Array(buffer, 4 + 8 * count, points);
  const values = new Float32Array(buffer, 4 + 8 * count + 4 * points, points);
  let start = 0;
  return Array.from({ length: count }, (_, curve) => {
    const end = start + (heads[2 * curve + 1] as number);
    const found: [number, TrialCurve] = [
      heads[2 * curve] as number,
      { steps: steps.subarray(start, end), values: values.subarray(start, end) },
    ];
    start = end;
    return found;
  });
}

const everyMs = 2000;
/** Trials asked for at once: an address has an end. */
const mostAsked = 300;

/** The curves of a metric, kept fresh while it is watched: of the trials that run or ended since, not of all. */
export function followCurves(
  sweep: string,
  metric: string,
  only: readonly number[] | undefined,
): { curves: ReadonlySignal<Curves>; stop: () => void } {
  const curves = signal<Curves>({ of: new Map(), loading: true, error: null });
  const stopped = new AbortController();
  const due = dues(only);
  const ask = async (which?: readonly number[]) => {
    const query = new URLSearchParams({ metric, points: '200', ...(which ? { trials: which.join(',') } : {}) });
    const answer = await fetch(`/api/sweeps/${encodeURIComponent(sweep)}/curves?${query}`, { signal: stopped.signal });
    if (!answer.ok) throw new Error(await problem(answer));
    return decodeCurves(await answer.arrayBuffer());
  };
  const renew = async () => {
    const whole = curves.value.loading || curves.value.error !== null;
    const some = due();
    if (!whole && some.length === 0) return;
    const which = whole ? only : some;
    const newer = await ask(which);
    curves.value = { of: new Map([...curves.value.of, ...newer]), loading: false, error: null };
  };
  const follow = async () => {
    while (!stopped.signal.aborted) {
      // A server that is away is asked again; what is drawn stays.
      if (!document.hidden || curves.value.loading) await renew().catch(fail);
      await new Promise((resolve) => setTimeout(resolve, curves.value.error ? 5 * everyMs : everyMs));
    }
  };
  const fail = (fault: Error) => {
    if (!stopped.signal.aborted && curves.value.of.size === 0) curves.value = { of: new Map(), loading: false, error: fault.message };
  };
  void follow();
  return { curves, stop: () => stopped.abort() };
}

/** The text that a refusal carries (RFC 9457), or its status. */
export async function problem(answer: Response): Promise<string> {
  const said = await answer.json().catch(() => null);
  return said?.detail ?? said?.title ?? `The server answered ${answer.status}.`;
}

/** How often a trial is asked for after it has ended: its last points are recorded a little later than its state. */
const afterwards = 3;

/** Which trials to ask for this time: those that run, and those that ended since or ran from start to end meanwhile. */
export function dues(only: readonly number[] | undefined): () => number[] {
  const left = new Map<number, number>();
  let states: ArrayLike<number> = [];
  return () => {
    const state = trials.peek().columns.get('state');
    const place = (name: string) => state?.categories?.indexOf(name) ?? -1;
    const [running, pending] = [place('running'), place('pending')];
    const now: ArrayLike<number> = state?.values ?? [];
    for (let row = 0; row < now.length; row++) {
      const changed = row < states.length && states[row] !== now[row];
      if (now[row] === running || (changed && now[row] !== pending)) left.set(row, afterwards);
    }
    states = now;
    const asked = [...left.keys()].filter((row) => !only || only.includes(row)).slice(0, mostAsked);
    for (const row of asked) {
      const more = (left.get(row) ?? 0) - 1;
      if (more > 0) left.set(row, more);
      else left.delete(row);
    }
    return asked;
  };
}
