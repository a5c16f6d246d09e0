import { useEffect, useState } from 'preact/hooks';
import { spaced, when } from '../app/words';
import { get, messageOf, sweepUrl } from '../data/api';
import type { Sweep } from '../data/wire';

interface Deed {
  at: string;
  what: string;
  who?: string | null;
  why?: string | null;
  detail?: string | null;
}

/** What people did to a sweep, newest first. */
export function History({ sweep }: { sweep: Sweep }) {
  const [deeds, setDeeds] = useState<Deed[] | string | null>(null);
  // Whatever is done to a sweep shows in its state or its waiting.
  const { id, state, waits } = sweep;
  useEffect(() => {
    get<Deed[]>(sweepUrl(id, '/history')).then(setDeeds, (error: unknown) => setDeeds(messageOf(error)));
  }, [id, state, waits]);
  if (deeds === null) return <p class="quiet">Loading…</p>;
  if (typeof deeds === 'string') return <p class="notice bad-news">{deeds}</p>;
  return (
    <>
      <h2>What people did</h2>
      <ol class="history">
        {[...deeds].reverse().map((deed) => (
          <li key={`${deed.at} ${deed.what}`}>
            <time class="quiet" dateTime={deed.at}>
              {when(deed.at)}
            </time>{' '}
            <strong>{spaced(deed.what)}</strong>
            {deed.who && ` by ${deed.who}`}
            {deed.detail && `: ${deed.detail}`}
            {deed.why && <span class="quiet"> ({deed.why})</span>}
          </li>
        ))}
      </ol>
    </>
  );
}
