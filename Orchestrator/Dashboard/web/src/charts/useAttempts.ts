import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Attempts, followTimeline } from '../data/timeline';

/** Keeps a chart's attempts as they are now, for as long as the chart is there. */
export function useAttempts(sweep: string, attempts: Signal<Attempts>): void {
  useEffect(() => {
    const feed = followTimeline(sweep);
    const unwatch = feed.attempts.subscribe((now) => {
      attempts.value = now;
    });
    return () => {
      unwatch();
      feed.stop();
    };
  }, [sweep, attempts]);
}
