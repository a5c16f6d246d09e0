using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Search;

/// <summary>
/// A search for runs, done in the way that looks at the fewest of them. Without a metric in it an index of the runs gives the order. With one the metric's values have an index, and in a
/// large experiment it pays to begin there: with the best values where they give the order, or with all that the filter leaves where those are few.
/// </summary>
/// <param name="large">Runs from which an experiment counts as large.</param>
internal sealed class RunSearch(IReadOnlyList<long> experiments, IReadOnlyList<Comparison> filter, IReadOnlyList<Ordering> orderings, long large = RunSearch.Large)
{
    // Below the first every run can be looked at in a few milliseconds; beyond the second nobody counts further.
    private const long Large = 2_000;
    private const long Counted = 20_000;

    // Values of all experiments stand in one index: of a part of the runs' number so many may be passed by. In the worst case that was in vain, and costs as little beside the long way.
    private const long BestPart = 2;
    private const long FilteredPart = 8;

    // Refuses what can't be searched for before anything is read.
    private readonly RunQuery _all = RunQuery.Of(experiments, filter, orderings);
    private readonly string? _ordered = orderings is [var first, ..] && RunKey.Of(first.Key) is { Kind: RunKeyKind.Metric, Name: var metric } ? metric : null;
    private readonly string? _filtered = filter.Select(comparison => RunKey.Of(comparison.Key)).FirstOrDefault(key => key.Kind == RunKeyKind.Metric)?.Name;

    public List<RunInfo> Find(Session session, ViewType view, int limit, long offset)
    {
        if ((_ordered ?? _filtered) is { } lead && CountRuns(session) is var runs && runs >= large)
        {
            var query = RunQuery.Of(experiments, filter, orderings, new MetricLead(lead));
            if (_ordered is null && CountValues(session, query, runs / FilteredPart) <= runs / FilteredPart)
            {
                return RunTable.Find(session, query, view, limit, offset);
            }

            // Runs with a value stand before those whose value is NaN or missing: a full page of the first is the page.
            if (_ordered is not null && RunTable.Find(session, Best(session, query, runs / BestPart), view, limit, offset) is var page && page.Count == limit)
            {
                return page;
            }
        }

        return RunTable.Find(session, _all, view, limit, offset);
    }

    private long CountRuns(Session session)
    {
        var sql = new SqlBuilder();
        return First(session, $"SELECT count(*) FROM (SELECT 1 FROM runs r WHERE {sql.Among("r.experiment_id", experiments)} LIMIT {Counted})", sql.Values, static row => row.Integer(0)) ?? 0;
    }

    /// <summary>Values of the leading metric within the filter's bounds; no more than one above the limit are counted.</summary>
    private static long CountValues(Session session, RunQuery query, long limit) =>
        First(session, $"SELECT count(*) FROM (SELECT 1 FROM latest_metrics w WHERE {query.Lead} LIMIT {limit + 1})", query.LeadValues, static row => row.Integer(0)) ?? 0;

    /// <summary>The query for about so many of the leading metric's best values: not more, and equal ones all or none, since other keys order them.</summary>
    private RunQuery Best(Session session, RunQuery query, long values)
    {
        var direction = orderings[0].Descending ? "DESC" : "ASC";
        var before = First(session, $"SELECT w.value FROM latest_metrics w WHERE {query.Lead} ORDER BY w.value {direction} LIMIT 1 OFFSET {values}", query.LeadValues, static row => row.Real(0));
        return before is null ? query : RunQuery.Of(experiments, filter, orderings, new MetricLead(_ordered!, before));
    }

    private static T? First<T>(Session session, string sql, IReadOnlyList<SqlValue> values, Func<Statement, T> read)
        where T : struct =>
        session.AllOnce(sql, read, [.. values]) is [var first] ? first : null;
}
