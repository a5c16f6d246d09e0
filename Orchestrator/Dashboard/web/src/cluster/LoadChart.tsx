import { lazily } from '../app/Lazy';
import type { Load } from './load';

const Plot = lazily(() => import('./LoadPlot').then((module) => module.LoadPlot), 130);

/** A node's utilisation over time, with its newest values as text. */
export function LoadChart({ load, name }: { load: Load; name: string }) {
  if (load.at.length < 2) return null;
  const now = Object.entries(load)
    .filter(([key]) => key !== 'at')
    .flatMap(([key, values]) => (typeof values.at(-1) === 'number' ? [`${key} ${percent(values.at(-1) as number)}`] : []));
  return (
    <figure class="load">
      <Plot load={load} />
      <figcaption>
        <span class="visually-hidden">Load of {name}, newest: </span>
        {now.join(', ')}
      </figcaption>
    </figure>
  );
}

export const percent = (share: number): string => `${Math.round(100 * share)} %`;
