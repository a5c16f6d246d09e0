namespace Orchestrator.Tracking.Search;

/// <summary>A search for experiments compiled to parts of a statement over <c>experiments e</c>.</summary>
internal static class ExperimentQuery
{
    /// <summary>Conditions, each with a leading AND.</summary>
    public static SqlText Where(IReadOnlyList<Comparison> filter)
    {
        var sql = new SqlBuilder();
        var conditions = filter.Select(comparison => " AND " + Condition(comparison, sql)).ToList();
        return new SqlText(string.Concat(conditions), sql.Values);
    }

    public static string OrderBy(IReadOnlyList<Ordering> orderings)
    {
        if (orderings.Count == 0)
        {
            return "e.creation_time DESC, e.experiment_id ASC";
        }
        var keys = orderings.Select(ordering => (Column: Column(ordering.Key), ordering.Descending)).ToList();
        if (keys.DistinctBy(key => key.Column).Count() < keys.Count)
        {
            throw TrackingFault.Invalid("order_by contains a key twice");
        }
        var order = keys.ConvertAll(key => $"e.{key.Column} {(key.Descending ? "DESC" : "ASC")}");
        return string.Join(", ", keys.Exists(key => key.Column == "experiment_id") ? order : [.. order, "e.experiment_id DESC"]);
    }

    private static string Condition(Comparison comparison, SqlBuilder sql)
    {
        if (comparison.Key.Entity is "tags" or "tag")
        {
            var value = sql.Compare("x.value", comparison.Comparator, Operands.TextOf(comparison));
            return $"EXISTS (SELECT 1 FROM experiment_tags x WHERE x.experiment_id = e.experiment_id AND x.key = {sql.Bind(comparison.Key.Name)} AND {value})";
        }
        return Column(comparison.Key) switch
        {
            "name" => sql.Compare("e.name", comparison.Comparator, Operands.TextOf(comparison)),
            "experiment_id" => throw Operands.Unknown(comparison.Key, "name, creation_time, last_update_time"),
            var column => sql.Compare("e." + column, comparison.Comparator, Operands.NumberOf(comparison)),
        };
    }

    private static string Column(SearchKey key) => key.Entity is null or "attributes" or "attribute" or "attr"
        ? key.Name switch
        {
            "name" or "experiment_id" or "creation_time" or "last_update_time" => key.Name,
            _ => throw Operands.Unknown(key, "name, experiment_id, creation_time, last_update_time"),
        }
        : throw TrackingFault.Invalid($"Invalid entity type '{key.Entity}'. Valid values are attributes, tags");
}
