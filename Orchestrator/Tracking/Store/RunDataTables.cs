using System.Text.Json;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>What is logged to runs: metrics with their history and latest values, params and tags.</summary>
internal static class RunDataTables
{
    /// <summary>Writes all or, by throwing, nothing.</summary>
    public static void Log(
        Session session, string runId, IReadOnlyList<MetricPoint> metrics, IReadOnlyList<RunParam> parameters, IReadOnlyList<MlflowTag> tags)
    {
        RunTable.RequireActive(session, runId);
        foreach (var param in parameters)
        {
            WriteParam(session, runId, param);
        }
        WriteMetrics(session, runId, metrics);
        WriteTags(session, runId, tags);
    }

    public static void WriteTags(Session session, string runId, IReadOnlyList<MlflowTag> tags)
    {
        foreach (var tag in tags)
        {
            session.Run(
                "INSERT INTO tags (key, value, run_uuid) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = excluded.value", tag.Key, tag.Value, runId);
            if (tag.Key == RunTable.NameTag)
            {
                RunTable.Rename(session, runId, tag.Value);
            }
        }
    }

    public static void DeleteTag(Session session, string runId, string key)
    {
        RunTable.RequireActive(session, runId);
        if (session.Run("DELETE FROM tags WHERE run_uuid = ?1 AND key = ?2", runId, key) == 0)
        {
            throw TrackingFault.NotFound($"No tag with name: {key} in run with id {runId}");
        }
    }

    /// <summary>The runs in the same order, each with its latest metrics, params, tags, inputs and outputs; a statement for each of these, for all runs together.</summary>
    public static List<MlflowRun> WithData(Session session, List<RunInfo> runs)
    {
        if (runs.Count == 0)
        {
            return [];
        }
        var ids = JsonSerializer.Serialize(runs.ConvertAll(run => run.RunId), RunIdsJson.Default.ListString);
        var metrics = RowsByRun.Read(session, $"SELECT run_uuid, value, timestamp, step, is_nan, key FROM latest_metrics WHERE run_uuid IN {RowsByRun.Ids}", ids, static row =>
            new MetricPoint(row.Text(5), row.Integer(4) != 0 ? double.NaN : row.Real(1), row.Integer(2), row.Integer(3)));
        var parameters = RowsByRun.Read(
            session, $"SELECT run_uuid, key, value FROM params WHERE run_uuid IN {RowsByRun.Ids}", ids, static row => new RunParam(row.Text(1), row.Text(2)));
        var tags = RowsByRun.Read(
            session, $"SELECT run_uuid, key, value FROM tags WHERE run_uuid IN {RowsByRun.Ids}", ids, static row => new MlflowTag(row.Text(1), row.Text(2)));
        var datasets = InputTables.Datasets(session, ids);
        var modelInputs = InputTables.ModelInputs(session, ids);
        var modelOutputs = InputTables.ModelOutputs(session, ids);
        return runs.ConvertAll(run => new MlflowRun(
            run,
            new RunData(metrics.GetValueOrDefault(run.RunId), parameters.GetValueOrDefault(run.RunId), tags.GetValueOrDefault(run.RunId)),
            new RunInputs(datasets.GetValueOrDefault(run.RunId), modelInputs.GetValueOrDefault(run.RunId)),
            new RunOutputs(modelOutputs.GetValueOrDefault(run.RunId))));
    }

    private static void WriteParam(Session session, string runId, RunParam param)
    {
        if (session.Run("INSERT INTO params (key, value, run_uuid) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", param.Key, param.Value, runId) > 0)
        {
            return;
        }
        var logged = session.First("SELECT value FROM params WHERE key = ?1 AND run_uuid = ?2", static row => row.Text(0), param.Key, runId);
        if (logged != param.Value)
        {
            throw TrackingFault.Invalid(
                $"Changing param values is not allowed. Param with key='{param.Key}' was already logged with value='{logged}' for run ID='{runId}'. Attempted logging new value '{param.Value}'.");
        }
    }

    private static void WriteMetrics(Session session, string runId, IReadOnlyList<MetricPoint> metrics)
    {
        var latest = new Dictionary<string, StoredMetric>();
        foreach (var metric in metrics)
        {
            var stored = StoredMetric.Of(metric);
            session.Run(
                "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
                metric.Key, stored.Value, stored.Timestamp, runId, stored.Step, stored.IsNan);
            if (!latest.TryGetValue(metric.Key, out var other) || stored.IsAfter(other))
            {
                latest[metric.Key] = stored;
            }
        }
        foreach (var (key, stored) in latest)
        {
            session.Run(
                """
                INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan
                WHERE (excluded.step, excluded.timestamp, excluded.value) > (step, timestamp, value)
                """,
                key, stored.Value, stored.Timestamp, stored.Step, stored.IsNan, runId);
        }
    }

    /// <summary>A point as the tables hold it: NaN is (0, is_nan), infinities are the greatest finite values.</summary>
    private readonly record struct StoredMetric(double Value, long Timestamp, long Step, long IsNan)
    {
        public static StoredMetric Of(MetricPoint point) => double.IsNaN(point.Value)
            ? new(0, point.Timestamp, point.Step, 1)
            : new(Math.Clamp(point.Value, double.MinValue, double.MaxValue), point.Timestamp, point.Step, 0);

        // The last value is the greatest by step, time and value, not the one written last.
        public bool IsAfter(StoredMetric other) => (Step, Timestamp, Value).CompareTo((other.Step, other.Timestamp, other.Value)) > 0;
    }
}
