using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Search;

/// <summary>
/// A search for runs, done in the way that looks at the fewest of them. Without a metric in it an index of the runs gives the order. With one, the metric's values have an index,
/// and it pays to begin there where the experiments are large and most runs that have the metric are theirs.
/// </summary>
internal sealed class RunSearch(IReadOnlyList<long> experiments, IReadOnlyList<Comparison> filter, IReadOnlyList<Ordering> orderings)
{
    // Below it every run can be looked at in a few milliseconds.
    private const long Large = 2_000;

    // How many runs of other experiments may be passed by for each that is wanted.
    private const long Foreign = 4;

    // A filter that leaves a smaller part than this is better answered from the values that it leaves.
    private const long Part = 8;

    // Refuses what can't be searched for before anything is read.
    private readonly RunQuery _all = RunQuery.Of(experiments, filter, orderings);
    private readonly string? _ordered = orderings is [var first, ..] && RunKey.Of(first.Key) is { Kind: RunKeyKind.Metric, Name: var metric } ? metric : null;
    private readonly string? _filtered = filter.Select(comparison => RunKey.Of(comparison.Key)).FirstOrDefault(key => key.Kind == RunKeyKind.Metric)?.Name;

    public List<RunInfo> Find(Session session, ViewType view, int limit, long offset)
    {
        if ((_ordered ?? _filtered) is not { } lead || CountRuns(session) is not (>= Large and var runs))
        {
            return RunTable.Find(session, _all, view, limit, offset);
        }

        var query = RunQuery.Of(experiments, filter, orderings, lead);
        if (_ordered is null)
        {
            return RunTable.Find(session, CountValues(session, query, runs / Part) <= runs / Part ? query : _all, view, limit, offset);
        }

        // Runs with a value stand before those whose value is NaN or missing: a full page of the first is the page.
        return CountValues(session, query, Foreign * runs) <= Foreign * runs && RunTable.Find(session, query, view, limit, offset) is var page && page.Count == limit
            ? page
            : RunTable.Find(session, _all, view, limit, offset);
    }

    private long CountRuns(Session session)
    {
        var sql = new SqlBuilder();
        return Count(session, $"SELECT count(*) FROM runs r WHERE {sql.Among("r.experiment_id", experiments)}", sql.Values);
    }

    /// <summary>Values of the leading metric that are within the filter's bounds; no more than one above the limit are counted.</summary>
    private static long CountValues(Session session, RunQuery query, long limit) =>
        Count(session, $"SELECT count(*) FROM (SELECT 1 FROM latest_metrics w WHERE {query.Lead} LIMIT {limit + 1})", query.LeadValues);

    private static long Count(Session session, string sql, IReadOnlyList<SqlValue> values) => session.AllOnce(sql, static row => row.Integer(0), [.. values])[0];
}
