using Orchestrator.Tracking.Store;

namespace Orchestrator.Tracking.Search;

/// <summary>The metric whose latest values lead a search to its runs. Where it is the first key of the order, runs whose value is NaN or missing are not found.</summary>
/// <param name="Before">Where it is the first key of the order: only runs whose value comes before this one.</param>
internal sealed record MetricLead(string Metric, double? Before = null)
{
    // CROSS keeps SQLite from turning the order of the tables round.
    public const string From = $"latest_metrics w INDEXED BY {TrackingSchema.MetricValues} CROSS JOIN runs r ON r.run_uuid = w.run_uuid";

    public bool Is(SearchKey key) => RunKey.Of(key) == new RunKey(RunKeyKind.Metric, Metric);

    /// <summary>The values that the filter leaves, as conditions on <c>latest_metrics w</c> that the index answers alone.</summary>
    public IReadOnlyList<string> Conditions(IReadOnlyList<Comparison> filter, SqlBuilder sql) =>
    [
        $"w.key = {sql.Bind(Metric)}",
        .. filter.Where(comparison => Is(comparison.Key)).Select(comparison => sql.Compare("w.value", comparison.Comparator, Operands.NumberOf(comparison))),
    ];

    /// <summary>What is asked beyond it where the metric gives the order.</summary>
    public IEnumerable<string> OrderConditions(IReadOnlyList<Ordering> orderings, SqlBuilder sql)
    {
        if (orderings is not [var first, ..] || !Is(first.Key))
        {
            yield break;
        }

        yield return "w.is_nan = 0";
        if (Before is { } bound)
        {
            yield return sql.Compare("w.value", first.Descending ? Comparator.Greater : Comparator.Less, bound);
        }
    }
}
