import { useEffect } from 'preact/hooks';
import { loadMetricNames, metricNames } from '../data/metrics';
import type { MetricName } from '../data/wire';

const none: readonly MetricName[] = [];

/** The metrics that a sweep's trials report; none where they are tracked elsewhere. */
export function useMetrics(sweep: string): readonly MetricName[] {
  useEffect(() => {
    void loadMetricNames(sweep);
  }, [sweep]);
  return metricNames.value ?? none;
}
