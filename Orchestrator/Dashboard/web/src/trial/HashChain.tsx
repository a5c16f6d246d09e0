import { useEffect, useState } from 'preact/hooks';
import { plural } from '../app/words';
import { Copy } from '../parts/Copy';
import { artifactUrl } from './artifacts';

/** A hash of the weights after each epoch: two trainings that agree to the last line are the same to the bit. */
export function HashChain({ run }: { run: string }) {
  const [lines, setLines] = useState<readonly string[]>([]);
  useEffect(() => {
    const aborted = new AbortController();
    fetch(artifactUrl(run, 'weights.chain'), { signal: aborted.signal })
      .then(async (response) => setLines(response.ok ? (await response.text()).split('\n').filter(Boolean) : []))
      // A trial that has written none has none to show.
      .catch(() => {});
    return () => aborted.abort();
  }, [run]);
  const [epoch, hash] = lines.at(-1)?.split(' ') ?? [];
  if (!hash) return null;
  return (
    <div>
      <dt title="Hash of the weights, each epoch's over the one before">Weights after epoch {epoch}</dt>
      <dd>
        <Copy text={hash} label="the hash of the weights" />
        <details>
          <summary>{plural(lines.length, 'epoch')}</summary>
          <pre class="log" tabIndex={0}>
            {lines.join('\n')}
          </pre>
        </details>
      </dd>
    </div>
  );
}
