using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Search;

/// <summary>A search for runs compiled to parts of a statement over <c>runs r</c>.</summary>
internal sealed record RunQuery(string Joins, string Where, string OrderBy, IReadOnlyList<SqlValue> Values)
{
    /// <summary>The tables in the order in which they are walked through.</summary>
    public string From { get; private init; } = "runs r";

    /// <summary>With a leading metric: which of its values are looked at, as a condition on <c>latest_metrics w</c>.</summary>
    public string Lead { get; private init; } = "";

    /// <summary>The first of the values, which are the leading condition's.</summary>
    public IReadOnlyList<SqlValue> LeadValues { get; private init; } = [];

    /// <param name="lead">The metric whose values lead to the runs. Where it is the first key of the order, runs whose value is NaN or missing are not found.</param>
    /// <param name="before">With that order: only runs whose value comes before this one.</param>
    public static RunQuery Of(IReadOnlyList<long> experiments, IReadOnlyList<Comparison> filter, IReadOnlyList<Ordering> orderings, string? lead = null, double? before = null)
    {
        var sql = new SqlBuilder();
        var leading = lead is null ? [] : LeadConditions(lead, filter, sql).ToList();
        var leadValues = sql.Values.ToList();
        // The sign keeps SQLite from walking through the experiment's runs where others lead to them: a trial's are so few.
        var experiment = lead is not null || filter.Any(AsksForTrial) ? "+r.experiment_id" : "r.experiment_id";
        var conditions = leading
            .Concat(lead is not null && orderings is [var first, ..] && IsOf(first.Key, lead) ? OrderConditions(first, before, sql) : [])
            .Append(sql.Among(experiment, experiments))
            .Concat(filter.Where(comparison => lead is null || !IsOf(comparison.Key, lead)).Select(comparison => Condition(comparison, sql)))
            .ToList();
        var joins = new List<string>();
        var order = new List<string>();
        var seen = new HashSet<RunKey>();
        foreach (var ordering in orderings)
        {
            var key = RunKey.Of(ordering.Key);
            if (!seen.Add(key))
            {
                throw TrackingFault.Invalid($"order_by contains the key '{ordering.Key}' twice");
            }
            if (IsOf(ordering.Key, lead))
            {
                // As the first key it finds no NaN, and the index gives the order.
                order.Add($"{(order.Count > 0 ? "w.is_nan, " : "")}w.value {(ordering.Descending ? "DESC" : "ASC")}");
                continue;
            }
            Order(key, ordering.Descending ? "DESC" : "ASC", sql, joins, order);
        }
        order.Add("r.start_time DESC");
        order.Add("r.run_uuid ASC");
        var query = new RunQuery(string.Join(' ', joins), string.Join(" AND ", conditions), string.Join(", ", order), sql.Values);
        return lead is null ? query : query with
        {
            From = $"latest_metrics w INDEXED BY {TrackingSchema.MetricValues} CROSS JOIN runs r ON r.run_uuid = w.run_uuid",
            Lead = string.Join(" AND ", leading),
            LeadValues = leadValues,
        };
    }

    private static IEnumerable<string> LeadConditions(string lead, IReadOnlyList<Comparison> filter, SqlBuilder sql)
    {
        yield return $"w.key = {sql.Bind(lead)}";
        foreach (var comparison in filter.Where(comparison => IsOf(comparison.Key, lead)))
        {
            yield return sql.Compare("w.value", comparison.Comparator, Operands.NumberOf(comparison));
        }
    }

    private static IEnumerable<string> OrderConditions(Ordering first, double? before, SqlBuilder sql)
    {
        yield return "w.is_nan = 0";
        if (before is { } bound)
        {
            yield return sql.Compare("w.value", first.Descending ? Comparator.Greater : Comparator.Less, bound);
        }
    }

    private static bool IsOf(SearchKey key, string? metric) => metric is not null && RunKey.Of(key) == new RunKey(RunKeyKind.Metric, metric);

    // Attempts of a trial look for its run by this tag, which few runs share: it has an index of its own.
    private static bool AsksForTrial(Comparison comparison) =>
        comparison.Comparator == Comparator.Equal && RunKey.Of(comparison.Key) is { Kind: RunKeyKind.Tag, Name: SweepTags.Trial };

    // A run without the key never matches, != included.
    private static string Condition(Comparison comparison, SqlBuilder sql)
    {
        if (AsksForTrial(comparison))
        {
            return $"r.run_uuid IN (SELECT run_uuid FROM tags WHERE key = '{SweepTags.Trial}' AND value = {sql.Bind(Operands.TextOf(comparison))})";
        }

        var key = RunKey.Of(comparison.Key);
        return key.Kind switch
        {
            RunKeyKind.Metric => Exists("latest_metrics", key.Name, sql, sql.Compare("x.value", comparison.Comparator, Operands.NumberOf(comparison))),
            RunKeyKind.Param => Exists("params", key.Name, sql, sql.Compare("x.value", comparison.Comparator, Operands.TextOf(comparison))),
            RunKeyKind.Tag => Exists("tags", key.Name, sql, sql.Compare("x.value", comparison.Comparator, Operands.TextOf(comparison))),
            RunKeyKind.NumberAttribute => sql.Compare("r." + key.Name, comparison.Comparator, Operands.NumberOf(comparison)),
            _ when comparison.Comparator is Comparator.In or Comparator.NotIn => Among(key, comparison, sql),
            _ => sql.Compare("r." + key.Name, comparison.Comparator, Operands.TextOf(comparison)),
        };
    }

    private static string Exists(string table, string key, SqlBuilder sql, string condition) =>
        $"EXISTS (SELECT 1 FROM {table} x WHERE x.run_uuid = r.run_uuid AND x.key = {sql.Bind(key)} AND {condition})";

    private static string Among(RunKey key, Comparison comparison, SqlBuilder sql) =>
        key.Name == "run_uuid" && comparison.Operand is Operand.Texts texts
            ? sql.Among("r.run_uuid", comparison.Comparator == Comparator.NotIn, texts.Values)
            : throw Operands.Refuse(comparison, "only run_id takes a list, of quoted texts in parentheses");

    // Runs without the key come last either way; NaN after the numbers, before them.
    private static void Order(RunKey key, string direction, SqlBuilder sql, List<string> joins, List<string> order)
    {
        if (key.Kind is RunKeyKind.TextAttribute or RunKeyKind.NumberAttribute)
        {
            order.Add($"r.{key.Name} IS NULL");
            order.Add($"r.{key.Name} {direction}");
            return;
        }
        var table = key.Kind switch { RunKeyKind.Metric => "latest_metrics", RunKeyKind.Param => "params", _ => "tags" };
        var alias = $"o{joins.Count}";
        joins.Add($"LEFT JOIN {table} {alias} ON {alias}.run_uuid = r.run_uuid AND {alias}.key = {sql.Bind(key.Name)}");
        order.Add(key.Kind == RunKeyKind.Metric ? $"CASE WHEN {alias}.is_nan = 1 THEN 1 WHEN {alias}.value IS NULL THEN 2 ELSE 0 END" : $"{alias}.value IS NULL");
        order.Add($"{alias}.value {direction}");
    }
}
