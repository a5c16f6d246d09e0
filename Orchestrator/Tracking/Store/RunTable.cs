using Orchestrator.Tracking.Search;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>Runs: their rows in <c>runs</c>; what is logged to them is <see cref="RunDataTables"/>' part.</summary>
internal static class RunTable
{
    public const string NameTag = "mlflow.runName";

    private const string Columns =
        "r.run_uuid, r.name, r.experiment_id, r.user_id, r.status, r.start_time, r.end_time, r.artifact_uri, r.lifecycle_stage";

    public static MlflowRun Create(Session session, string id, long experimentId, string name, string userId, long startTime, IReadOnlyList<MlflowTag> tags)
    {
        var experiment = ExperimentTable.GetActive(session, experimentId);
        var artifacts = ArtifactsOf(experiment.ArtifactLocation ?? "", id);
        session.Run(
            """
            INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, source_version, lifecycle_stage,
                              artifact_uri, experiment_id)
            VALUES (?1, ?2, 'UNKNOWN', '', '', ?3, 'RUNNING', ?4, '', 'active', ?5, ?6)
            """,
            id, name, userId, startTime, artifacts, experimentId);
        RunDataTables.WriteTags(session, id, tags);
        var info = new RunInfo(id, id, name, experiment.ExperimentId, userId, RunStatus.Running, startTime, null, artifacts, "active");
        return new MlflowRun(info, new RunData(null, null, tags), new RunInputs(null, null), new RunOutputs(null));
    }

    public static RunInfo GetInfo(Session session, string id) =>
        session.First($"SELECT {Columns} FROM runs r WHERE r.run_uuid = ?1", Read, id) ?? throw Unknown(id);

    public static MlflowRun Get(Session session, string id) => RunDataTables.WithData(session, [GetInfo(session, id)])[0];

    /// <summary>Refuses an unknown run and, for a write, a deleted one.</summary>
    public static void RequireActive(Session session, string id)
    {
        var stage = session.First("SELECT lifecycle_stage FROM runs WHERE run_uuid = ?1", static row => row.Text(0), id) ?? throw Unknown(id);
        if (stage != "active")
        {
            throw TrackingFault.NotInState($"The run {id}", "active", stage);
        }
    }

    public static RunInfo Update(Session session, string id, RunStatus? status, long? endTime, string? name)
    {
        RequireActive(session, id);
        session.Run(
            "UPDATE runs SET status = coalesce(?2, status), end_time = coalesce(?3, end_time) WHERE run_uuid = ?1",
            id, status is { } state ? RunStatusNames.Of(state) : null, endTime);
        if (!string.IsNullOrEmpty(name))
        {
            RunDataTables.WriteTags(session, id, [new MlflowTag(NameTag, name)]);
        }
        return GetInfo(session, id);
    }

    public static void Rename(Session session, string id, string name) => session.Run("UPDATE runs SET name = ?2 WHERE run_uuid = ?1", id, name);

    /// <summary>Deletes or restores; doing it again changes nothing.</summary>
    public static void Move(Session session, string id, bool delete, long now)
    {
        var changed = session.Run(
            "UPDATE runs SET lifecycle_stage = ?2, deleted_time = ?3 WHERE run_uuid = ?1",
            id, delete ? "deleted" : "active", delete ? now : default(SqlValue));
        if (changed == 0)
        {
            throw Unknown(id);
        }
    }

    public static List<MlflowRun> Search(Session session, RunSearch search, ViewType view, int limit, long offset) =>
        RunDataTables.WithData(session, search.Find(session, view, limit, offset));

    /// <summary>One page of the runs that a query finds, without what was logged to them.</summary>
    public static List<RunInfo> Find(Session session, RunQuery query, ViewType view, int limit, long offset)
    {
        var sql = $"""
            SELECT {Columns} FROM {query.From} {query.Joins} WHERE {query.Where} AND {ExperimentTable.Stage("r", view)}
            ORDER BY {query.OrderBy} LIMIT {limit} OFFSET {offset}
            """;
        return session.AllOnce(sql, Read, [.. query.Values]);
    }

    // Where the location has a query, as addresses of stores do, it stays behind the path.
    private static string ArtifactsOf(string location, string id)
    {
        var query = location.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? location : location[..query];
        return $"{path.TrimEnd('/')}/{id}/artifacts{location[path.Length..]}";
    }

    private static TrackingFault Unknown(string id) => TrackingFault.NotFound($"Run with id={id} not found");

    private static RunInfo Read(Statement row) => new(
        row.Text(0), row.Text(0), row.TextOrNull(1), row.Text(2), row.TextOrNull(3), RunStatusNames.Parse(row.Text(4)) ?? RunStatus.Running,
        row.IntegerOrNull(5), row.IntegerOrNull(6), row.TextOrNull(7), row.Text(8));
}
