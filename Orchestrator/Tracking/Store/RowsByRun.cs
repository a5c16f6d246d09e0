namespace Orchestrator.Tracking.Store;

/// <summary>Reads what many runs have with one statement.</summary>
internal static class RowsByRun
{
    /// <summary>The runs' ids, in the statement.</summary>
    public const string Ids = "(SELECT value FROM json_each(?1))";

    /// <param name="sql">Gives the run's id in the first column.</param>
    /// <param name="ids">A JSON list.</param>
    public static Dictionary<string, List<T>> Read<T>(Session session, string sql, string ids, Func<Statement, T> read)
    {
        var byRun = new Dictionary<string, List<T>>();
        session.All(sql, row =>
        {
            var run = row.Text(0);
            if (!byRun.TryGetValue(run, out var list))
            {
                byRun.Add(run, list = []);
            }
            list.Add(read(row));
            return 0;
        }, ids);
        return byRun;
    }
}
