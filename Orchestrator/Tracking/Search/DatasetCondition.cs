using Orchestrator.Tracking.Store;

namespace Orchestrator.Tracking.Search;

/// <summary>Comparisons of the data sets that a run was fed with; one of them must hold each.</summary>
internal static class DatasetCondition
{
    public static string Of(string name, Comparison comparison, SqlBuilder sql)
    {
        // The sign keeps SQLite from walking through the data sets of all runs.
        const string Uses = "SELECT 1 FROM inputs i JOIN";
        const string OfRun = "i.destination_type = 'RUN' AND i.destination_id = r.run_uuid AND +i.source_type = 'DATASET'";
        return name == "context"
            ? $"EXISTS ({Uses} input_tags x ON x.input_uuid = i.input_uuid WHERE {OfRun} AND x.name = '{InputTables.ContextTag}' AND {Value("x.value", comparison, sql)})"
            : $"EXISTS ({Uses} datasets x ON x.dataset_uuid = i.source_id WHERE {OfRun} AND {Value("x." + name, comparison, sql)})";
    }

    private static string Value(string column, Comparison comparison, SqlBuilder sql) => comparison.Comparator is Comparator.In or Comparator.NotIn
        ? sql.Among(column, comparison.Comparator == Comparator.NotIn, Operands.TextsOf(comparison))
        : sql.Compare(column, comparison.Comparator, Operands.TextOf(comparison));
}
