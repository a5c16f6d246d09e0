using System.Text.Json;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Dashboard.Tracked;

/// <summary>Which metrics a sweep's trials have, and a metric's last value of each.</summary>
internal static class SweepMetrics
{
    /// <summary>The trainers' metrics first, then what machines were seen to do.</summary>
    public static IReadOnlyList<MetricNameDto> Names(Session session, IReadOnlyList<TrialRun> runs) =>
        [.. session.All(
                "SELECT key, count(*) FROM latest_metrics WHERE run_uuid IN (SELECT value FROM json_each(?1)) GROUP BY key",
                static row => new MetricNameDto(row.Text(0), (int)row.Integer(1)),
                Ids(runs))
            .OrderBy(metric => metric.Key.StartsWith(MetricSections.System, StringComparison.Ordinal)).ThenBy(metric => metric.Key, StringComparer.Ordinal)];

    public static LatestDto Latest(Session session, IReadOnlyList<TrialRun> runs, string key)
    {
        var trials = runs.ToDictionary(run => run.Run, run => run.Trial);
        var values = session.All(
            "SELECT run_uuid, value, is_nan FROM latest_metrics WHERE key = ?2 AND run_uuid IN (SELECT value FROM json_each(?1))",
            row => (Trial: trials[row.Text(0)], Value: row.Integer(2) != 0 ? double.NaN : row.Real(1)),
            Ids(runs), key);
        values.Sort((one, other) => one.Trial.CompareTo(other.Trial));
        return new LatestDto([.. values.Select(value => value.Trial)], [.. values.Select(value => Infinite(value.Value))]);
    }

    // MLflow's tables have the largest number where something was infinite.
    private static double Infinite(double value) => Math.Abs(value) is double.MaxValue ? value * 2 : value;

    private static string Ids(IReadOnlyList<TrialRun> runs) => JsonSerializer.Serialize([.. runs.Select(run => run.Run)], RunIdsJson.Default.ListString);
}

/// <summary>A metric and how many trials have it: <c>GET /api/sweeps/{id}/metrics</c>.</summary>
public sealed record MetricNameDto(string Key, int Trials);

/// <summary>A metric's last value by trial: <c>GET /api/sweeps/{id}/latest?metric=</c>.</summary>
public sealed record LatestDto(int[] Index, double[] Value);
