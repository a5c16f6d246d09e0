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
  let running = new Set<number>();
  const ask = async (which?: readonly number[]) => {
    const query = new URLSearchParams({ metric, points: '200', ...(which ? { trials: which.join(',') } : {}) });
    const answer = await fetch(`/api/sweeps/${encodeURIComponent(sweep)}/curves?${query}`, { signal: stopped.signal });
    if (!answer.ok) throw new Error(await problem(answer));
    return decodeCurves(await answer.arrayBuffer());
  };
  const renew = async () => {
    const now = runningTrials(only);
    const which = [...new Set([...running, ...now])].slice(0, mostAsked);
    running = now;
    if (which.length === 0 || document.hidden) return;
    const newer = await ask(which);
    curves.value = { of: new Map([...curves.value.of, ...newer]), loading: false, error: null };
  };
  const follow = async () => {
    running = runningTrials(only);
    curves.value = { of: new Map(await ask(only)), loading: false, error: null };
    while (!stopped.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      // A server that restarts is asked again; what is drawn stays.
      if (!stopped.signal.aborted) await renew().catch(() => {});
    }
  };
  follow().catch((fault: Error) => {
    if (!stopped.signal.aborted) curves.value = { of: new Map(), loading: false, error: fault.message };
  });
  return { curves, stop: () => stopped.abort() };
}

/** The text that a refusal carries (RFC 9457), or its status. */
export async function problem(answer: Response): Promise<string> {
  const said = await answer.json().catch(() => null);
  return said?.detail ?? said?.title ?? `The server answered ${answer.status}.`;
}

function runningTrials(only: readonly number[] | undefined): Set<number> {
  const state = trials.peek().columns.get('state');
  const place = state?.categories?.indexOf('running') ?? -1;
  const found = new Set<number>();
  state?.values.forEach((value, row) => {
    if (value === place && (!only || only.includes(row))) found.add(row);
  });
  return found;
}
