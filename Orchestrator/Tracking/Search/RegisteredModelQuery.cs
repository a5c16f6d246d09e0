namespace Orchestrator.Tracking.Search;

/// <summary>A search for registered models compiled to parts of a statement over <c>registered_models m</c>.</summary>
internal static class RegisteredModelQuery
{
    private const string TagTable = "registered_model_tags";

    public static SqlText Where(IReadOnlyList<Comparison> filter)
    {
        var sql = new SqlBuilder();
        var conditions = PromptFilter.Conditions(filter, TagTable, "m.name", comparison => Condition(comparison, sql)).ToList();
        return new SqlText(string.Join(" AND ", conditions), sql.Values);
    }

    public static string OrderBy(IReadOnlyList<Ordering> orderings) => OrderColumns.Of(orderings, OrderColumn, ("m.name", "ASC"));

    private static string Condition(Comparison comparison, SqlBuilder sql) => comparison.Key switch
    {
        { Entity: "tags" or "tag" } key =>
            $"EXISTS (SELECT 1 FROM {TagTable} x WHERE x.name = m.name AND x.key = {sql.Bind(key.Name)} AND {sql.Compare("x.value", comparison.Comparator, Operands.TextOf(comparison))})",
        { Entity: null or "attributes" or "attribute" or "attr", Name: "name" } => sql.Compare("m.name", comparison.Comparator, Operands.TextOf(comparison)),
        var key => throw Operands.Unknown(key, "name, tags.<key>"),
    };

    private static string OrderColumn(SearchKey key) => key switch
    {
        { Entity: null, Name: "name" } => "m.name",
        { Entity: null, Name: "timestamp" or "last_updated_timestamp" } => "m.last_updated_time",
        _ => throw Operands.Unknown(key, "name, timestamp, last_updated_timestamp"),
    };
}
