import { useEffect, useRef } from 'preact/hooks';
import { differenceColour, errorColour } from './compare';
import type { Shows } from './settings';

const steps = 64;

/** What the colours of a difference mean. */
export function Legend({ shows, full, against }: { shows: Shows; full: number; against: string | null }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    for (let step = 0; context && step < steps; step++) {
      const share = step / (steps - 1);
      context.fillStyle = `rgb(${(shows === 'errors' ? errorColour(share, 1) : differenceColour(2 * share - 1, 1)).join()})`;
      context.fillRect(step, 0, 1, 1);
    }
  }, [shows]);
  if (shows === 'pictures') return null;
  const errors = shows === 'errors';
  return (
    <p class="pictures-legend">
      <span>{errors ? '0 as the original' : `−${full} darker`}</span>
      <canvas
        ref={ref}
        width={steps}
        height={1}
        role="img"
        aria-label={errors ? 'from black over purple and orange to light yellow' : 'from blue over white to red'}
      />
      <span>{errors ? `${full} or more off` : `+${full} brighter${against ? ` than ${against}` : ''}`}</span>
      <span class="quiet">{errors ? '|reconstruction − original|' : 'white: alike'}, pixels from 0 to 1</span>
    </p>
  );
}
