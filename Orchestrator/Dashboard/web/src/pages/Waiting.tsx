import { useEffect, useState } from 'preact/hooks';
import { sentence } from '../app/words';
import { get, sweepUrl } from '../data/api';
import type { Sweep, Why } from '../data/wire';
import { hasEnded } from './states';

const restMs = 5000;

/**
 * What a sweep does now and what it waits for, in the orchestrator's words. The line stays while the sweep runs, so that nothing below it moves when a
 * wait comes or goes.
 */
export function Waiting({ sweep }: { sweep: Sweep }) {
  const ended = hasEnded(sweep);
  const why = useWhy(sweep, !ended);
  if (ended && !sweep.waits) return null;
  return (
    <p class="waiting">
      {sweep.waits ? (
        <>
          <strong class="warn">Waits:</strong> {sweep.waits}
        </>
      ) : (
        <span class="quiet">{why ? sentence(why.waits) : '…'}</span>
      )}
    </p>
  );
}

/** Asked again when the sweep's state changes, and now and then: what other sweeps take changes, too. */
function useWhy({ id, state, waits }: Sweep, wanted: boolean): Why | null {
  const [why, setWhy] = useState<Why | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    const ask = () => {
      if (document.hidden) return;
      get<Why>(sweepUrl(id, '/why')).then(
        (answer) => !gone && setWhy(answer),
        () => {},
      );
    };
    ask();
    const timer = setInterval(ask, restMs);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [id, state, waits, wanted]);
  return why;
}
