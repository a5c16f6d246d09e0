namespace Orchestrator.Tracking.Search;

/// <summary>A search for model versions compiled to parts of a statement over <c>model_versions v</c>.</summary>
internal static class ModelVersionQuery
{
    private const string TagTable = "model_version_tags";

    public static SqlText Where(IReadOnlyList<Comparison> filter)
    {
        var sql = new SqlBuilder();
        var conditions = PromptFilter.Conditions(filter, TagTable, "v.name", comparison => Condition(comparison, sql)).ToList();
        return new SqlText(string.Join(" AND ", conditions), sql.Values);
    }

    public static string OrderBy(IReadOnlyList<Ordering> orderings) =>
        OrderColumns.Of(orderings, OrderColumn, ("v.name", "ASC"), ("v.version", "DESC"));

    private static string Condition(Comparison comparison, SqlBuilder sql) => comparison.Key switch
    {
        { Entity: "tags" or "tag" } key =>
            $"EXISTS (SELECT 1 FROM {TagTable} x WHERE x.name = v.name AND x.version = v.version AND x.key = {sql.Bind(key.Name)} AND {sql.Compare("x.value", comparison.Comparator, Operands.TextOf(comparison))})",
        { Entity: null or "attributes" or "attribute" or "attr" } key => Attribute(key, comparison, sql),
        var key => throw TrackingFault.Invalid($"Invalid entity type '{key.Entity}'. Valid values are attributes, tags"),
    };

    private static string Attribute(SearchKey key, Comparison comparison, SqlBuilder sql) => key.Name switch
    {
        "version_number" => sql.Compare("v.version", comparison.Comparator, Operands.NumberOf(comparison)),
        "run_id" when comparison is { Comparator: Comparator.In, Operand: Operand.Texts runs } => sql.Among("v.run_id", negated: false, runs.Values),
        "name" => sql.Compare("v.name", comparison.Comparator, Operands.TextOf(comparison)),
        "run_id" => sql.Compare("v.run_id", comparison.Comparator, Operands.TextOf(comparison)),
        "source_path" => sql.Compare("v.source", comparison.Comparator, Operands.TextOf(comparison)),
        _ => throw Operands.Unknown(key, "name, version_number, run_id, source_path"),
    };

    private static string OrderColumn(SearchKey key) => key switch
    {
        { Entity: null, Name: "name" } => "v.name",
        { Entity: null, Name: "version_number" } => "v.version",
        { Entity: null, Name: "creation_timestamp" } => "v.creation_time",
        { Entity: null, Name: "last_updated_timestamp" } => "v.last_updated_time",
        _ => throw Operands.Unknown(key, "name, version_number, creation_timestamp, last_updated_timestamp"),
    };
}
