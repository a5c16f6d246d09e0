using Shared.Mlflow;

namespace GpuNode.Tracking;

/// <summary>
/// What earlier attempts have written to a run. A trial that begins from scratch measures its epochs again: the same values at other times, which the tracking server would keep beside
/// the first ones.
/// </summary>
internal sealed class KnownPoints(MlflowClient client, string run)
{
    private readonly Dictionary<string, HashSet<long>> _steps = [];

    /// <summary>Those of some points that the run does not have; its history is asked for once a metric.</summary>
    public async Task<IReadOnlyList<MetricPoint>> WithoutAsync(IReadOnlyList<MetricPoint> points, CancellationToken cancellation)
    {
        foreach (var metric in points.Select(point => point.Key).Distinct().Where(metric => !_steps.ContainsKey(metric)).ToList())
        {
            _steps[metric] = [.. (await client.GetMetricHistoryAsync(run, metric, cancellation)).Select(point => point.Step)];
        }

        return [.. points.Where(point => !_steps[point.Key].Contains(point.Step))];
    }
}
