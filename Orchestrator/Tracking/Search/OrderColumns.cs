namespace Orchestrator.Tracking.Search;

/// <summary>Orderings by plain columns.</summary>
internal static class OrderColumns
{
    /// <param name="column">A key's column; it throws for an unknown key.</param>
    /// <param name="last">What decides between equals, each with its direction; a column that the caller orders by is left out of them.</param>
    public static string Of(IReadOnlyList<Ordering> orderings, Func<SearchKey, string> column, params ReadOnlySpan<(string Column, string Direction)> last)
    {
        var keys = new List<string>();
        var seen = new HashSet<string>();
        foreach (var ordering in orderings)
        {
            var key = column(ordering.Key);
            if (!seen.Add(key))
            {
                throw TrackingFault.Invalid($"order_by contains the key '{ordering.Key}' twice");
            }
            keys.Add($"{key} IS NULL, {key} {(ordering.Descending ? "DESC" : "ASC")}");
        }
        foreach (var (tie, direction) in last)
        {
            if (seen.Add(tie))
            {
                keys.Add($"{tie} {direction}");
            }
        }
        return string.Join(", ", keys);
    }
}
