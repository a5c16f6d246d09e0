using Microsoft.Data.Sqlite;
using Orchestrator.Tracking.Search;
using Shared.Mlflow;
using SQLitePCL;

namespace Orchestrator.Tracking.Store;

/// <summary>Experiments and their tags.</summary>
internal static class ExperimentTable
{
    private const string Columns = "e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.last_update_time, e.creation_time";

    public static void EnsureDefault(Session session, long now) => session.Run(
        """
        INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
        SELECT 0, 'Default', 'mlflow-artifacts:/0', 'active', ?1, ?1 WHERE NOT EXISTS (SELECT 1 FROM experiments)
        """,
        now);

    public static long Create(Session session, string name, string? location, IReadOnlyList<MlflowTag> tags, long now)
    {
        try
        {
            session.Run(
                "INSERT INTO experiments (name, artifact_location, lifecycle_stage, creation_time, last_update_time) VALUES (?1, ?2, 'active', ?3, ?3)",
                name, location, now);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            throw NameTaken(name);
        }
        var id = session.LastRowId;
        if (location is null)
        {
            session.Run("UPDATE experiments SET artifact_location = ?2 WHERE experiment_id = ?1", id, $"mlflow-artifacts:/{id}");
        }
        foreach (var tag in tags)
        {
            WriteTag(session, id, tag);
        }
        return id;
    }

    public static MlflowExperiment Get(Session session, long id) =>
        session.First($"SELECT {Columns} FROM experiments e WHERE e.experiment_id = ?1", Read, id) is { } found
            ? WithTags(session, found)
            : throw TrackingFault.NotFound($"No Experiment with id={id} exists");

    public static MlflowExperiment GetByName(Session session, string name) =>
        session.First($"SELECT {Columns} FROM experiments e WHERE e.name = ?1", Read, name) is { } found
            ? WithTags(session, found)
            : throw TrackingFault.NotFound($"Could not find experiment with name '{name}'");

    /// <summary>The experiment, which must not be deleted.</summary>
    public static MlflowExperiment GetActive(Session session, long id)
    {
        var found = session.First($"SELECT {Columns} FROM experiments e WHERE e.experiment_id = ?1", Read, id)
            ?? throw TrackingFault.NotFound($"No Experiment with id={id} exists");
        return found.LifecycleStage == "active" ? found : throw TrackingFault.NotInState($"The experiment {id}", "active", found.LifecycleStage);
    }

    public static List<MlflowExperiment> Search(Session session, SqlText where, string orderBy, ViewType view, int limit, long offset)
    {
        var sql = $"SELECT {Columns} FROM experiments e WHERE {Stage("e", view)}{where.Sql} ORDER BY {orderBy} LIMIT {limit} OFFSET {offset}";
        return session.AllOnce(sql, Read, [.. where.Values]).ConvertAll(found => WithTags(session, found));
    }

    public static void Rename(Session session, long id, string name, long now)
    {
        GetActive(session, id);
        try
        {
            session.Run("UPDATE experiments SET name = ?2, last_update_time = ?3 WHERE experiment_id = ?1", id, name, now);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            throw NameTaken(name);
        }
    }

    /// <summary>Deletes or restores an experiment and all of its runs, those that were deleted before too.</summary>
    public static void Move(Session session, long id, bool delete, long now)
    {
        var (from, to) = delete ? ("active", "deleted") : ("deleted", "active");
        var changed = session.Run(
            "UPDATE experiments SET lifecycle_stage = ?3, last_update_time = ?4 WHERE experiment_id = ?1 AND lifecycle_stage = ?2", id, from, to, now);
        if (changed == 0)
        {
            throw TrackingFault.NotFound($"No Experiment with id={id} exists in the '{from}' state");
        }
        session.Run(
            "UPDATE runs SET lifecycle_stage = ?3, deleted_time = ?4 WHERE experiment_id = ?1 AND lifecycle_stage = ?2",
            id, from, to, delete ? now : default(SqlValue));
    }

    public static void SetTag(Session session, long id, MlflowTag tag)
    {
        GetActive(session, id);
        WriteTag(session, id, tag);
    }

    public static void DeleteTag(Session session, long id, string key)
    {
        GetActive(session, id);
        if (session.Run("DELETE FROM experiment_tags WHERE experiment_id = ?1 AND key = ?2", id, key) == 0)
        {
            throw TrackingFault.NotFound($"No tag with name: {key} in experiment with id {id}");
        }
    }

    /// <summary>Condition on a row's lifecycle stage, made of constants only.</summary>
    public static string Stage(string table, ViewType view) => view switch
    {
        ViewType.ActiveOnly => $"{table}.lifecycle_stage = 'active'",
        ViewType.DeletedOnly => $"{table}.lifecycle_stage = 'deleted'",
        _ => "1",
    };

    private static TrackingFault NameTaken(string name) =>
        TrackingFault.Exists($"Experiment(name={name}) already exists. A deleted experiment keeps its name until it is restored or deleted for good.");

    private static void WriteTag(Session session, long id, MlflowTag tag) => session.Run(
        "INSERT INTO experiment_tags (key, value, experiment_id) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = excluded.value",
        tag.Key, tag.Value, id);

    private static MlflowExperiment WithTags(Session session, MlflowExperiment experiment)
    {
        var id = long.Parse(experiment.ExperimentId, System.Globalization.CultureInfo.InvariantCulture);
        var tags = session.All(
            "SELECT key, value FROM experiment_tags WHERE experiment_id = ?1 ORDER BY key", static row => new MlflowTag(row.Text(0), row.Text(1)), id);
        return tags.Count == 0 ? experiment : experiment with { Tags = tags };
    }

    private static MlflowExperiment Read(Statement row) =>
        new(row.Text(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.IntegerOrNull(4), row.IntegerOrNull(5), null);
}
