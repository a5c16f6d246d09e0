using System.Text.Json;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>Histories of many runs thinned out for a chart: all of them at the same steps, so that their lines can be compared.</summary>
internal static class SampledHistories
{
    /// <param name="range">Null: from step 0 to the last one.</param>
    /// <param name="steps">How many to take, about; each run's first and last one come on top.</param>
    /// <param name="mostPoints">Of one run.</param>
    public static List<RunMetricPoint> Read(Session session, List<string> runIds, string key, (long From, long To)? range, int steps, int mostPoints)
    {
        var ends = MetricHistories.Ends(session, runIds, key);
        if (ends.Count == 0)
        {
            return [];
        }
        var (from, to) = range ?? (0, ends.Max(run => run.Last));
        var kept = ends.SelectMany(run => (long[])[run.First, run.Last]).Where(step => step >= from && step <= to);
        var sample = Sample(MetricHistories.Steps(session, runIds, key, from, to), steps).Union(kept).ToList();
        var json = JsonSerializer.Serialize(sample, RunIdsJson.Default.ListInt64);
        return [.. runIds.SelectMany(run => MetricHistories.At(session, run, key, json, mostPoints).Select(point => RunMetricPoint.Of(run, point)))];
    }

    /// <summary>So many of the steps, evenly spread, and the last one; all where they are no more.</summary>
    public static IEnumerable<long> Sample(List<long> steps, int count) => steps.Count <= count
        ? steps
        : Enumerable.Range(0, count).Select(i => steps[(int)((long)i * steps.Count / count)]).Append(steps[^1]);
}
