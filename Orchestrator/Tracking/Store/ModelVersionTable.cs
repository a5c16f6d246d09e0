using Orchestrator.Tracking.Search;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>Versions of registered models and their tags.</summary>
internal static class ModelVersionTable
{
    private const string Columns = """
        v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message,
        v.run_link
        """;

    // A deleted version's row stays, so that its number is not given again.
    private const string Alive = $"v.current_stage IS NOT '{ModelStages.Deleted}'";

    public static ModelVersion Create(Session session, NewModelVersion wanted, long now)
    {
        RegisteredModelTable.Touch(session, wanted.Name, now);
        var (location, runId) = ModelLocations.Of(session, wanted);
        var version = session.First("SELECT coalesce(max(version), 0) + 1 FROM model_versions WHERE name = ?1", static row => row.Integer(0), wanted.Name);
        session.Run(
            """
            INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, current_stage, source, run_id, status, run_link,
                                        storage_location)
            VALUES (?1, ?2, ?3, ?3, ?4, 'None', ?5, ?6, 'READY', ?7, ?8)
            """,
            wanted.Name, version, now, wanted.Description, wanted.Source, runId, wanted.RunLink, location);
        foreach (var tag in wanted.Tags)
        {
            WriteTag(session, wanted.Name, version, tag);
        }
        if (wanted.ModelId is { } model)
        {
            LoggedModelTable.AddVersion(session, model, wanted.Name, version);
        }
        return Get(session, wanted.Name, version);
    }

    public static ModelVersion Get(Session session, string name, long version) =>
        session.First($"SELECT {Columns} FROM model_versions v WHERE v.name = ?1 AND v.version = ?2 AND {Alive}", Read, name, version) is { } found
            ? Whole(session, found)
            : throw Unknown(name, version);

    /// <summary>Where its files are.</summary>
    public static string Location(Session session, string name, long version) =>
        session.First(
            $"SELECT coalesce(v.storage_location, v.source, '') FROM model_versions v WHERE v.name = ?1 AND v.version = ?2 AND {Alive}",
            static row => row.Text(0), name, version) ?? throw Unknown(name, version);

    public static ModelVersion Update(Session session, string name, long version, string? description, long now)
    {
        Change(session, name, version, "description = ?4", now, description);
        return Get(session, name, version);
    }

    /// <param name="archiveOthers">Whether the versions that are in the stage leave it for the archive.</param>
    public static ModelVersion Transition(Session session, string name, long version, string stage, bool archiveOthers, long now)
    {
        Change(session, name, version, "current_stage = ?4", now, stage);
        if (archiveOthers)
        {
            session.Run(
                "UPDATE model_versions SET current_stage = ?5, last_updated_time = ?4 WHERE name = ?1 AND version != ?2 AND current_stage = ?3",
                name, version, stage, now, ModelStages.Archived);
        }
        RegisteredModelTable.Touch(session, name, now);
        return Get(session, name, version);
    }

    /// <summary>The row stays and says nothing any more but that its number is used up.</summary>
    public static void Delete(Session session, string name, long version, long now)
    {
        const string redacted = """
            current_stage = ?4, description = NULL, user_id = NULL, source = 'REDACTED-SOURCE-PATH', run_id = 'REDACTED-RUN-ID',
            run_link = 'REDACTED-RUN-LINK', storage_location = NULL, status_message = NULL
            """;
        Change(session, name, version, redacted, now, ModelStages.Deleted);
        session.Run("DELETE FROM registered_model_aliases WHERE name = ?1 AND version = ?2", name, version);
        RegisteredModelTable.Touch(session, name, now);
    }

    /// <summary>The newest version of each stage.</summary>
    public static List<ModelVersion> Latest(Session session, string name) => session.All(
        $"""
        SELECT {Columns} FROM model_versions v WHERE v.name = ?1 AND v.version IN
            (SELECT max(v.version) FROM model_versions v WHERE v.name = ?1 AND v.status = 'READY' AND {Alive} GROUP BY v.current_stage)
        ORDER BY v.version
        """,
        Read, name).ConvertAll(found => Whole(session, found));

    public static List<ModelVersion> Search(Session session, SqlText where, string orderBy, int limit, long offset)
    {
        var sql = $"SELECT {Columns} FROM model_versions v WHERE {Alive} AND {where.Sql} ORDER BY {orderBy} LIMIT {limit} OFFSET {offset}";
        return session.AllOnce(sql, Read, [.. where.Values]).ConvertAll(found => Whole(session, found));
    }

    public static void SetTag(Session session, string name, long version, MlflowTag tag)
    {
        Location(session, name, version);
        WriteTag(session, name, version, tag);
    }

    /// <summary>A tag that is not there is well too.</summary>
    public static void DeleteTag(Session session, string name, long version, string key)
    {
        Location(session, name, version);
        session.Run("DELETE FROM model_version_tags WHERE name = ?1 AND version = ?2 AND key = ?3", name, version, key);
    }

    private static void Change(Session session, string name, long version, string assignments, long now, string? value)
    {
        if (session.Run(
            $"UPDATE model_versions AS v SET last_updated_time = ?3, {assignments} WHERE v.name = ?1 AND v.version = ?2 AND {Alive}",
            name, version, now, value) == 0)
        {
            throw Unknown(name, version);
        }
    }

    private static TrackingFault Unknown(string name, long version) => TrackingFault.NotFound($"Model Version (name={name}, version={version}) not found");

    private static void WriteTag(Session session, string name, long version, MlflowTag tag) => session.Run(
        "INSERT INTO model_version_tags (key, value, name, version) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET value = excluded.value",
        tag.Key, tag.Value, name, version);

    private static ModelVersion Whole(Session session, ModelVersion found)
    {
        var aliases = ModelAliasTable.OfVersion(session, found.Name, found.Version);
        var tags = session.All(
            "SELECT key, value FROM model_version_tags WHERE name = ?1 AND version = ?2 ORDER BY key",
            static row => new MlflowTag(row.Text(0), row.TextOrNull(1) ?? ""), found.Name, found.Version);
        return found with { Aliases = aliases.Count > 0 ? aliases : null, Tags = tags.Count > 0 ? tags : null };
    }

    private static ModelVersion Read(Statement row) => new(
        row.Text(0), row.Text(1), row.IntegerOrNull(2), row.IntegerOrNull(3), Said(row, 4), Said(row, 5), Said(row, 6), Said(row, 7), Said(row, 8),
        Said(row, 9), Said(row, 10), Said(row, 11), null, null);

    // What is empty is left out of answers.
    private static string? Said(Statement row, int column) => row.TextOrNull(column) is { Length: > 0 } text ? text : null;
}
