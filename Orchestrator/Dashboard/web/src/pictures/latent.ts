import { useEffect, useState } from 'preact/hooks';
import { address } from './artifacts';

/** Where validation images lie in the latent plane, as the trial recorded it. */
export interface LatentPoints {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly label?: readonly number[];
}

export const latentPath = 'pictures/latent.json';

// One colour a class, bright enough on the manifold's black; the same order as in the trial's own scatter.
export const classColours = ['#4aa8ff', '#ff9d3c', '#4ee05a', '#ff6b66', '#c194f5', '#d09a86', '#ff9adb', '#c9c9c9', '#e3e34a', '#3fe0ee'];

/** The points of a trial; null where it recorded none. */
export function useLatentPoints(run: string | undefined, there: boolean): LatentPoints | null {
  const [points, setPoints] = useState<LatentPoints | null>(null);
  useEffect(() => {
    setPoints(null);
    if (!run || !there) return;
    const stop = new AbortController();
    fetch(address(run, latentPath), { signal: stop.signal })
      .then(async (answer) => answer.ok && setPoints((await answer.json()) as LatentPoints))
      .catch(() => {});
    return () => stop.abort();
  }, [run, there]);
  return points;
}
