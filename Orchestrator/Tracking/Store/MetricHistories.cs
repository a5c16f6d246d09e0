using System.Text.Json;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>Reads metrics' histories: a metric of one run page by page, or of many runs at once.</summary>
internal static class MetricHistories
{
    /// <summary>In MLflow's order: by time, step, value.</summary>
    /// <param name="limit">-1: all.</param>
    public static List<MetricPoint> Of(Session session, string runId, string key, long limit, long offset) => session.All(
        """
        SELECT key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ?1 AND key = ?2
        ORDER BY timestamp, step, value, is_nan LIMIT ?3 OFFSET ?4
        """,
        Read, runId, key, limit, offset);

    /// <summary>
    /// No step was logged before an earlier one's time, as is usual: then the order by step is MLflow's order by time, and <see cref="After"/> reads the pages of
    /// a long history without sorting it for each.
    /// </summary>
    public static bool IsInStepOrder(Session session, string runId, string key) => session.First(
        """
        SELECT 1 FROM (
            SELECT timestamp, lag(timestamp) OVER (ORDER BY step, timestamp) AS earlier FROM metrics WHERE run_uuid = ?1 AND key = ?2)
        WHERE timestamp < earlier LIMIT 1
        """,
        static row => row.Integer(0), runId, key) == 0;

    /// <summary>By step, time, value.</summary>
    /// <param name="place">The last point that is known already.</param>
    public static List<MetricPoint> After(Session session, string runId, string key, HistoryPlace place, long limit) => session.All(
        """
        SELECT key, value, timestamp, step, is_nan FROM metrics
        WHERE run_uuid = ?1 AND key = ?2 AND (step, timestamp, value, is_nan) > (?3, ?4, ?5, ?6)
        ORDER BY step, timestamp, value, is_nan LIMIT ?7
        """,
        Read, runId, key, place.Step, place.Timestamp, place.Value, place.IsNan ? 1 : 0, limit);

    /// <summary>Whole histories, run by run.</summary>
    public static List<RunMetricPoint> OfRuns(Session session, List<string> runIds, string key, int limit)
    {
        var points = new List<RunMetricPoint>();
        foreach (var run in runIds.Order(StringComparer.Ordinal).TakeWhile(_ => points.Count < limit))
        {
            points.AddRange(Of(session, run, key, limit - points.Count, 0).Select(point => RunMetricPoint.Of(run, point)));
        }
        return points;
    }

    /// <summary>Each run's first and last step, of those that have the metric.</summary>
    public static List<(long First, long Last)> Ends(Session session, List<string> runIds, string key) =>
        // A sub-query for each end is a look into the index; one with GROUP BY walks through it all.
        session.All(
            """
            SELECT first, last FROM (
                SELECT (SELECT min(step) FROM metrics WHERE run_uuid = run.value AND key = ?2) AS first,
                       (SELECT max(step) FROM metrics WHERE run_uuid = run.value AND key = ?2) AS last
                FROM json_each(?1) run) WHERE first IS NOT NULL
            """,
            static row => (row.Integer(0), row.Integer(1)), Json(runIds), key);

    /// <summary>The steps at which any of the runs has the metric, in order.</summary>
    public static List<long> Steps(Session session, List<string> runIds, string key, long from, long to) => session.All(
        """
        SELECT DISTINCT step FROM metrics WHERE run_uuid IN (SELECT value FROM json_each(?1)) AND key = ?2 AND step BETWEEN ?3 AND ?4 ORDER BY step
        """,
        static row => row.Integer(0), Json(runIds), key, from, to);

    /// <summary>One run's points at these steps.</summary>
    /// <param name="steps">A JSON list.</param>
    public static List<MetricPoint> At(Session session, string runId, string key, string steps, long limit) => session.All(
        """
        SELECT key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ?1 AND key = ?2 AND step IN (SELECT value FROM json_each(?3))
        ORDER BY step, timestamp, value LIMIT ?4
        """,
        Read, runId, key, steps, limit);

    private static MetricPoint Read(Statement row) => new(row.Text(0), row.Integer(4) != 0 ? double.NaN : row.Real(1), row.Integer(2), row.Integer(3));

    private static string Json(List<string> ids) => JsonSerializer.Serialize(ids, RunIdsJson.Default.ListString);
}
