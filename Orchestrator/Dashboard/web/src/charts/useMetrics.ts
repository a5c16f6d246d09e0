import { useEffect, useState } from 'preact/hooks';
import type { MetricName } from '../data/wire';

/** The metrics that a sweep's trials report; none where they are tracked elsewhere. */
export function useMetrics(sweep: string): readonly MetricName[] {
  const [metrics, setMetrics] = useState<readonly MetricName[]>([]);
  useEffect(() => {
    const stopped = new AbortController();
    fetch(`/api/sweeps/${encodeURIComponent(sweep)}/metrics`, { signal: stopped.signal })
      .then((answer) => (answer.ok ? answer.json() : []))
      .then(setMetrics, () => {});
    return () => stopped.abort();
  }, [sweep]);
  return metrics;
}
