using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Search;

/// <summary>A search for runs compiled to parts of a statement over <c>runs r</c>.</summary>
internal sealed record RunQuery(string Joins, string Where, string OrderBy, IReadOnlyList<SqlValue> Values)
{
    // SQLite joins 64 tables at most.
    private const int Orderings = 32;

    /// <summary>The tables in the order in which they are walked through.</summary>
    public required string From { get; init; }

    /// <summary>With a leading metric: which of its values are looked at, as a condition on <c>latest_metrics w</c>.</summary>
    public required string Lead { get; init; }

    /// <summary>The first of the values, which are the leading condition's.</summary>
    public required IReadOnlyList<SqlValue> LeadValues { get; init; }

    public static RunQuery Of(IReadOnlyList<long> experiments, IReadOnlyList<Comparison> filter, IReadOnlyList<Ordering> orderings, MetricLead? lead = null)
    {
        if (orderings.Count > Orderings)
        {
            throw TrackingFault.Invalid($"order_by has more than {Orderings} keys");
        }
        var sql = new SqlBuilder();
        var leading = lead?.Conditions(filter, sql) ?? [];
        var leadValues = sql.Values.ToList();
        // The sign keeps SQLite from walking through the experiment's runs where others lead to them: a trial's are so few.
        var experiment = lead is not null || filter.Any(AsksForTrial) ? "+r.experiment_id" : "r.experiment_id";
        var conditions = leading
            .Concat(lead?.OrderConditions(orderings, sql) ?? [])
            .Append(sql.Among(experiment, experiments))
            .Concat(filter.Where(comparison => lead?.Is(comparison.Key) != true).Select(comparison => Condition(comparison, sql)))
            .ToList();
        var joins = new List<string>();
        var order = Order(orderings, lead, sql, joins);
        return new RunQuery(string.Join(' ', joins), string.Join(" AND ", conditions), string.Join(", ", order), sql.Values)
        {
            From = lead is null ? "runs r" : MetricLead.From,
            Lead = string.Join(" AND ", leading),
            LeadValues = leadValues,
        };
    }

    private static List<string> Order(IReadOnlyList<Ordering> orderings, MetricLead? lead, SqlBuilder sql, List<string> joins)
    {
        var order = new List<string>();
        var seen = new HashSet<RunKey>();
        foreach (var ordering in orderings)
        {
            var key = RunKey.Of(ordering.Key);
            if (!seen.Add(key))
            {
                throw TrackingFault.Invalid($"order_by contains the key '{ordering.Key}' twice");
            }
            var direction = ordering.Descending ? "DESC" : "ASC";
            if (lead?.Is(ordering.Key) == true)
            {
                // As the first key it finds no NaN, and the index gives the order.
                order.Add($"{(order.Count > 0 ? "w.is_nan, " : "")}w.value {direction}");
                continue;
            }
            Order(key, direction, sql, joins, order);
        }
        return [.. order, "r.start_time DESC", "r.run_uuid ASC"];
    }

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
            RunKeyKind.Dataset => DatasetCondition.Of(key.Name, comparison, sql),
            _ when comparison.Comparator is Comparator.In or Comparator.NotIn => Among(key, comparison, sql),
            _ => sql.Compare("r." + key.Name, comparison.Comparator, Operands.TextOf(comparison)),
        };
    }

    private static string Exists(string table, string key, SqlBuilder sql, string condition) =>
        $"EXISTS (SELECT 1 FROM {table} x WHERE x.run_uuid = r.run_uuid AND x.key = {sql.Bind(key)} AND {condition})";

    private static string Among(RunKey key, Comparison comparison, SqlBuilder sql) =>
        key.Name == "run_uuid"
            ? sql.Among("r.run_uuid", comparison.Comparator == Comparator.NotIn, Operands.TextsOf(comparison))
            : throw Operands.Refuse(comparison, "among the attributes only run_id takes a list");

    // Runs without the key come last either way; NaN after the numbers, before them.
    private static void Order(RunKey key, string direction, SqlBuilder sql, List<string> joins, List<string> order)
    {
        if (key.Kind == RunKeyKind.Dataset)
        {
            throw TrackingFault.Invalid("Invalid order_by entity type 'datasets': runs are ordered by metrics, params, tags and attributes");
        }
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
