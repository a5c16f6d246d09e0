using Orchestrator.Tracking.Store;

namespace Orchestrator.Tracking.Search;

/// <summary>A dataset on which a logged model was measured; without a digest any of that name.</summary>
internal sealed record DatasetChoice(string Name, string? Digest);

/// <summary>One key of an ordering of logged models; a dataset narrows down which of its metrics are meant.</summary>
internal sealed record LoggedModelOrder(string Field, bool Descending, DatasetChoice? Dataset);

/// <summary>A search for logged models compiled to parts of a statement over <c>logged_models l</c>.</summary>
internal sealed record LoggedModelQuery(string Where, string OrderBy, IReadOnlyList<SqlValue> Values)
{
    private const string Attributes = "name, model_id, model_type, source_run_id, experiment_id, creation_timestamp, last_updated_timestamp";

    // The table holds numbers, and callers know the names.
    private const string StatusName = "CASE l.status WHEN 1 THEN 'PENDING' WHEN 2 THEN 'READY' WHEN 3 THEN 'FAILED' END";

    public static LoggedModelQuery Of(
        IReadOnlyList<long> experiments, IReadOnlyList<Comparison> filter, IReadOnlyList<DatasetChoice> datasets, IReadOnlyList<LoggedModelOrder> orders)
    {
        var sql = new SqlBuilder();
        var measured = datasets.Count == 0 ? "1" : $"({string.Join(" OR ", datasets.Select(dataset => On(dataset, sql)))})";
        string[] conditions =
        [
            sql.Among("l.experiment_id", experiments),
            datasets.Count == 0 ? "1" : $"EXISTS (SELECT 1 FROM logged_model_metrics x WHERE x.model_id = l.model_id AND {measured})",
            .. filter.Select(comparison => Condition(comparison, measured, sql)),
        ];
        var keys = orders.Select(order => OrderKey(order, sql)).Append("l.creation_timestamp_ms DESC").Append("l.model_id");
        return new LoggedModelQuery(string.Join(" AND ", conditions), string.Join(", ", keys), sql.Values);
    }

    private static string On(DatasetChoice dataset, SqlBuilder sql) => dataset.Digest is null
        ? $"x.dataset_name = {sql.Bind(dataset.Name)}"
        : $"(x.dataset_name = {sql.Bind(dataset.Name)} AND x.dataset_digest = {sql.Bind(dataset.Digest)})";

    private static string Condition(Comparison comparison, string measured, SqlBuilder sql) => comparison.Key switch
    {
        { Entity: "metrics" } key => Exists(
            "logged_model_metrics", "metric_name", key.Name, $"{measured} AND {sql.Compare("x.metric_value", comparison.Comparator, Operands.NumberOf(comparison))}", sql),
        { Entity: "params" } key => Exists(
            "logged_model_params", "param_key", key.Name, sql.Compare("x.param_value", comparison.Comparator, Operands.TextOf(comparison)), sql),
        { Entity: "tags" } key => Exists(
            "logged_model_tags", "tag_key", key.Name, sql.Compare("x.tag_value", comparison.Comparator, Operands.TextOf(comparison)), sql),
        { Entity: null or "attributes", Name: "status" } => sql.Compare(StatusName, comparison.Comparator, Operands.TextOf(comparison)),
        { Entity: null or "attributes" } key when Column(key.Name) is { } column => column.EndsWith("_ms", StringComparison.Ordinal)
            ? sql.Compare(column, comparison.Comparator, Operands.NumberOf(comparison))
            : sql.Compare(column, comparison.Comparator, Operands.TextOf(comparison)),
        var key => throw Operands.Unknown(key, $"{Attributes}, status, params.<key>, tags.<key>, metrics.<key>"),
    };

    private static string Exists(string table, string keyColumn, string key, string condition, SqlBuilder sql) =>
        $"EXISTS (SELECT 1 FROM {table} x WHERE x.model_id = l.model_id AND x.{keyColumn} = {sql.Bind(key)} AND {condition})";

    private static string? Column(string name) => name switch
    {
        "name" or "model_id" or "model_type" or "source_run_id" or "experiment_id" => "l." + name,
        "creation_time" or "creation_timestamp" or "creation_timestamp_ms" => "l.creation_timestamp_ms",
        "last_updated_timestamp" or "last_updated_timestamp_ms" => "l.last_updated_timestamp_ms",
        _ => null,
    };

    // Models without the value come last either way.
    private static string OrderKey(LoggedModelOrder order, SqlBuilder sql)
    {
        var direction = order.Descending ? "DESC" : "ASC";
        const string metrics = "metrics.";
        if (!order.Field.StartsWith(metrics, StringComparison.Ordinal))
        {
            var column = Column(order.Field) ?? throw TrackingFault.Invalid($"Invalid order by field name: {order.Field}. Valid names are {Attributes}, metrics.<key>");
            return $"{column} IS NULL, {column} {direction}";
        }
        var latest = $"""
            (SELECT x.metric_value FROM logged_model_metrics x
             WHERE x.model_id = l.model_id AND x.metric_name = {sql.Bind(order.Field[metrics.Length..])} AND {(order.Dataset is { } dataset ? On(dataset, sql) : "1")}
             ORDER BY x.metric_timestamp_ms DESC, x.metric_step DESC LIMIT 1)
            """;
        return $"{latest} IS NULL, {latest} {direction}";
    }
}
