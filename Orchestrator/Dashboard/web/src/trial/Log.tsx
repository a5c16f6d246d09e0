import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { get, isAborted, messageOf, sweepUrl } from '../data/api';

interface Piece {
  text: string;
  /** Where the next piece begins. */
  next: number;
  /** The trial still writes. */
  live: boolean;
}

const restMs = 1000;
// What a reader scrolls through; the file has all of it.
const longest = 400_000;

/** The trainer's log as it is written. It scrolls along, unless the reader has scrolled up. */
export function Log({ sweep, trial, attempt, state }: { sweep: string; trial: number; attempt: number; state: string }) {
  const [log, setLog] = useState({ text: '', live: false, fault: '' });
  const box = useRef<HTMLPreElement>(null);
  const follows = useRef(true);

  useEffect(() => {
    const aborted = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (after: number): Promise<void> => {
      try {
        const piece = await get<Piece>(sweepUrl(sweep, `/trials/${trial}/log?after=${after}`), aborted.signal);
        setLog((old) => ({ text: (after === 0 ? piece.text : old.text + piece.text).slice(-longest), live: piece.live, fault: '' }));
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
  }, [sweep, trial, attempt, state]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element && follows.current) element.scrollTop = element.scrollHeight;
  }, [log.text]);

  return (
    <section aria-labelledby="log">
      <h2 id="log">Log {log.live && <small class="quiet">live</small>}</h2>
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
