import { useEffect, useRef, useState } from 'preact/hooks';
import { type Decoded, decode } from './decode';
import type { Point } from './manifold';

// How long it goes without the model once that was refused.
const restMs = 5000;

export interface Live {
  readonly decoded: Decoded | null;
  /** Why there is none; empty while it is waited for. */
  readonly refusal: string;
}

const nothing: Live = { decoded: null, refusal: '' };

/** The newest image that the model itself decoded; nothing is asked while there is no point. One question at a time: points that are gone over meanwhile are never asked for. */
export function useLive(sweep: string, trial: number, point: Point | null): Live {
  const [live, setLive] = useState(nothing);
  const asked = useRef({ wanted: point, busy: false, restUntil: 0 });
  const stop = useRef(new AbortController());
  useEffect(() => {
    setLive(nothing);
    stop.current = new AbortController();
    asked.current.restUntil = 0;
    return () => stop.current.abort();
  }, [sweep, trial]);
  useEffect(() => {
    const state = asked.current;
    const { signal } = stop.current;
    state.wanted = point;
    const ask = async () => {
      if (state.busy || !state.wanted || performance.now() < state.restUntil) return;
      state.busy = true;
      const wanted = state.wanted;
      try {
        // Nothing is to be asked again while it answers: an explorer that rests lets the process go.
        state.restUntil = 0;
        const [picture] = await decode(sweep, trial, [wanted], signal);
        if (picture) setLive({ decoded: { point: wanted, picture }, refusal: '' });
      } catch (fault) {
        if (!signal.aborted) setLive({ decoded: null, refusal: fault instanceof Error ? fault.message : String(fault) });
        state.restUntil = performance.now() + restMs;
      } finally {
        state.busy = false;
      }
      if (!signal.aborted && state.wanted !== wanted) void ask();
    };
    void ask();
    // Where the model was refused it is asked again, though nobody moves.
    const again = setInterval(() => {
      if (state.restUntil > 0 && !document.hidden) void ask();
    }, restMs);
    return () => clearInterval(again);
  }, [sweep, trial, point]);
  return live;
}
