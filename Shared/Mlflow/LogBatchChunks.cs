namespace Shared.Mlflow;

/// <summary>Cuts what is to be logged into requests within the server's limits: 1000 metrics, 100 params, 100 tags and 1000 items in all. Order is kept.</summary>
public static class LogBatchChunks
{
    public static IEnumerable<MlflowMessages.LogBatch> Split(
        string runId,
        IReadOnlyList<MetricPoint> metrics,
        IReadOnlyList<RunParam> parameters,
        IReadOnlyList<MlflowTag> tags)
    {
        int metric = 0, parameter = 0, tag = 0;
        while (metric < metrics.Count || parameter < parameters.Count || tag < tags.Count)
        {
            var someParams = Next(parameters, ref parameter, MlflowLimits.BatchParams);
            var someTags = Next(tags, ref tag, MlflowLimits.BatchTags);
            var someMetrics = Next(metrics, ref metric, MlflowLimits.BatchItems - (someParams?.Count ?? 0) - (someTags?.Count ?? 0));
            yield return new MlflowMessages.LogBatch(runId, someMetrics, someParams, someTags);
        }
    }

    private static IReadOnlyList<T>? Next<T>(IReadOnlyList<T> all, ref int done, int atMost)
    {
        var from = done;
        var count = Math.Min(atMost, all.Count - from);
        done += count;
        return count == 0 ? null : count == all.Count ? all : [.. all.Skip(from).Take(count)];
    }
}
