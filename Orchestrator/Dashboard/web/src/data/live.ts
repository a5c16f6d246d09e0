import { signal } from '@preact/signals';

/** How the open page hears of changes. */
export type Connection = { state: 'off' } | { state: 'connecting' } | { state: 'live' } | { state: 'lost'; retryAt: number };

export const connection = signal<Connection>({ state: 'off' });

const firstWait = 1000;
const longestWait = 15_000;
// A browser opens six connections to a host, for all its tabs together: one that nobody looks at gives its own back.
const hiddenRest = 30_000;

type Handlers = Readonly<Record<string, (data: unknown) => void>>;

/**
 * Listens to a stream of server-sent events until the returned function is called. `url` is asked again on each connection: where to go on changes.
 * Own back-off, for the browser's would repeat the first address for ever.
 */
export function listen(url: () => string, handlers: Handlers): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = firstWait;

  function open(): void {
    clearTimeout(timer);
    if (connection.value.state === 'off') connection.value = { state: 'connecting' };
    const stream = new EventSource(url());
    source = stream;
    stream.onopen = () => {
      wait = firstWait;
      connection.value = { state: 'live' };
    };
    stream.onerror = () => {
      close();
      connection.value = { state: 'lost', retryAt: Date.now() + wait };
      timer = setTimeout(open, wait);
      wait = Math.min(longestWait, wait * 2);
    };
    for (const [name, handle] of Object.entries(handlers)) {
      stream.addEventListener(name, (event) => handle(JSON.parse((event as MessageEvent<string>).data)));
    }
  }

  function close(): void {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  // Who comes back to the tab does not wait for the back-off.
  function look(): void {
    if (document.hidden) timer = source ? setTimeout(close, hiddenRest) : timer;
    else if (source) clearTimeout(timer);
    else open();
  }

  open();
  document.addEventListener('visibilitychange', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    close();
    connection.value = { state: 'off' };
  };
}

/** Collects what arrives within one frame; a hidden page has no frames, so there a timer takes their place. */
export function perFrame<T>(apply: (batch: T[]) => void): (item: T) => void {
  let batch: T[] = [];
  const flush = () => {
    const ready = batch;
    batch = [];
    apply(ready);
  };
  return (item) => {
    batch.push(item);
    if (batch.length === 1) {
      if (document.hidden) setTimeout(flush, 1000);
      else requestAnimationFrame(flush);
    }
  };
}
