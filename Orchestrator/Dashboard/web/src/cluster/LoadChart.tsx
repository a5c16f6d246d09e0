import { lazily } from '../app/Lazy';
import type { LoadHistory } from '../data/wire';
import { diskText, linesOf } from './load';

const Plot = lazily(() => import('./LoadPlot').then((module) => module.LoadPlot), 110);

/** What a node's machine did of late, with the newest values as text. */
export function LoadChart({ history, name }: { history: LoadHistory; name: string }) {
  const lines = linesOf(history);
  const disk = diskText(history);
  if (history.at.length < 2 || lines.length === 0) return null;
  return (
    <figure class="load">
      <Plot at={history.at} lines={lines} />
      <figcaption>
        <span class="visually-hidden">Load of {name}, newest: </span>
        {lines.map((line, i) => (
          <span key={line.label}>
            <span class="load-swatch" style={{ background: `var(${colour(i)})` }} />
            {line.label} {line.now}
          </span>
        ))}
        {disk && <span>{disk}</span>}
      </figcaption>
    </figure>
  );
}

/** The name of a line's colour. */
export const colour = (line: number): string => `--series-${1 + (line % 6)}`;
