import { lazily } from '../app/Lazy';
import type { Load } from './load';

const Plot = lazily(() => import('./LoadPlot').then((module) => module.LoadPlot), 130);

/** A node's utilisation over time, with its newest values as text. */
export function LoadChart({ load, name }: { load: Load; name: string }) {
  if (load.at.length < 2) return null;
  const lines = Object.entries(load).filter(([key]) => key !== 'at');
  return (
    <figure class="load">
      <Plot load={load} />
      <figcaption>
        <span class="visually-hidden">Load of {name}, newest: </span>
        {lines.map(([key, values], i) => (
          <span key={key} class="line">
            <span class="swatch" style={{ background: `var(--series-${1 + (i % 6)})` }} />
            {key} {typeof values.at(-1) === 'number' ? percent(values.at(-1) as number) : 'unknown'}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

export const percent = (share: number): string => `${Math.round(100 * share)} %`;
