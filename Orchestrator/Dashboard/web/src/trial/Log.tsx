import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { get, isAborted, messageOf, sweepUrl } from '../data/api';
import type { TrialLog } from '../data/wire';

const restMs = 1000;
// What a reader scrolls through; the file has all of it.
const longest = 400_000;

interface Props {
  sweep: string;
  trial: number;
  /** The newest attempt; 0 before there is one. */
  attempt: number;
  state: string;
}

/** The trainer's log as it is written, of the newest attempt or of an earlier one. It scrolls along, unless the reader has scrolled up. */
export function Log({ sweep, trial, attempt, state }: Props) {
  const [chosen, choose] = useState<number | null>(null);
  const log = useLog(`${sweepUrl(sweep, `/trials/${trial}/log`)}?${chosen === null ? '' : `attempt=${chosen}&`}`, `${attempt} ${state}`);
  const box = useRef<HTMLPreElement>(null);
  const follows = useRef(true);

  useLayoutEffect(() => {
    const element = box.current;
    if (element && follows.current) element.scrollTop = element.scrollHeight;
  }, [log.text]);

  return (
    <section aria-labelledby="log">
      <h2 id="log">Log {log.live && <small class="quiet">live</small>}</h2>
      {attempt > 1 && (
        <label class="quiet">
          of attempt{' '}
          <select
            value={String(chosen ?? attempt)}
            onChange={(event) => {
              const one = Number(event.currentTarget.value);
              choose(one === attempt ? null : one);
            }}
          >
            {Array.from({ length: attempt }, (_, i) => attempt - i).map((one) => (
              <option key={one} value={String(one)}>
                {one}
              </option>
            ))}
          </select>
        </label>
      )}
      {log.fault && <p class="quiet">{log.fault}</p>}
      {!log.fault && log.text === '' && <p class="quiet">Nothing is written yet.</p>}
      {log.text !== '' && (
        <pre
          ref={box}
          class="log"
          tabIndex={0}
          role="log"
          aria-label="Log of the trainer"
          aria-live="off"
          onScroll={(event) => {
            const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
            follows.current = scrollTop + clientHeight > scrollHeight - 24;
          }}
        >
          {log.text}
        </pre>
      )}
    </section>
  );
}

const nothing = { text: '', live: false, fault: '' };

/** A log's text so far, asked for again as long as more may come; another `turn` (an attempt began or ended) begins anew. */
function useLog(url: string, turn: string): typeof nothing {
  const [log, setLog] = useState(nothing);
  useEffect(() => {
    const aborted = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let of: number | null = null;
    const read = async (after: number): Promise<void> => {
      try {
        const piece = await get<TrialLog>(`${url}after=${after}`, aborted.signal);
        const anew = after === 0 || piece.attempt !== of;
        of = piece.attempt;
        setLog((old) => ({ text: (anew ? piece.text : old.text + piece.text).slice(-longest), live: piece.live, fault: '' }));
        if (piece.live) timer = setTimeout(() => void read(piece.next), document.hidden ? 5 * restMs : restMs);
      } catch (error) {
        if (!isAborted(error)) setLog((old) => ({ ...old, live: false, fault: messageOf(error) }));
      }
    };
    void read(0);
    return () => {
      aborted.abort();
      clearTimeout(timer);
    };
  }, [url, turn]);
  return log;
}
