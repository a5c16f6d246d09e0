using Microsoft.Data.Sqlite;
using Orchestrator.Tracking.Search;
using Shared.Mlflow;
using SQLitePCL;

namespace Orchestrator.Tracking.Store;

/// <summary>Registered models and their tags.</summary>
internal static class RegisteredModelTable
{
    private const string Columns = "m.name, m.creation_time, m.last_updated_time, m.description";

    public static RegisteredModel Create(Session session, string name, string? description, IReadOnlyList<MlflowTag> tags, long now)
    {
        try
        {
            session.Run(
                "INSERT INTO registered_models (name, creation_time, last_updated_time, description) VALUES (?1, ?2, ?2, ?3)", name, now, description);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            throw NameTaken(name);
        }
        foreach (var tag in tags)
        {
            WriteTag(session, name, tag);
        }
        return Get(session, name);
    }

    public static RegisteredModel Get(Session session, string name) =>
        session.First($"SELECT {Columns} FROM registered_models m WHERE m.name = ?1", Read, name) is { } found ? Whole(session, found) : throw Unknown(name);

    /// <summary>Refuses an unknown model.</summary>
    public static void Require(Session session, string name)
    {
        if (session.First("SELECT 1 FROM registered_models WHERE name = ?1", static row => row.Integer(0), name) == 0)
        {
            throw Unknown(name);
        }
    }

    /// <summary>Tells that something of the model has changed; refuses an unknown one.</summary>
    public static void Touch(Session session, string name, long now)
    {
        if (session.Run("UPDATE registered_models SET last_updated_time = ?2 WHERE name = ?1", name, now) == 0)
        {
            throw Unknown(name);
        }
    }

    public static RegisteredModel Update(Session session, string name, string? description, long now)
    {
        Touch(session, name, now);
        session.Run("UPDATE registered_models SET description = ?2 WHERE name = ?1", name, description);
        return Get(session, name);
    }

    /// <summary>Versions, tags and aliases go along: their foreign keys cascade.</summary>
    public static RegisteredModel Rename(Session session, string name, string newName, long now)
    {
        Touch(session, name, now);
        try
        {
            session.Run("UPDATE registered_models SET name = ?2 WHERE name = ?1", name, newName);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            throw NameTaken(newName);
        }
        session.Run("UPDATE model_versions SET last_updated_time = ?2 WHERE name = ?1", newName, now);
        return Get(session, newName);
    }

    /// <summary>Removes the model with all its versions, for good.</summary>
    public static void Delete(Session session, string name)
    {
        Require(session, name);
        session.Run("DELETE FROM model_version_tags WHERE name = ?1", name);
        session.Run("DELETE FROM model_versions WHERE name = ?1", name);
        session.Run("DELETE FROM registered_model_tags WHERE name = ?1", name);
        session.Run("DELETE FROM registered_models WHERE name = ?1", name);
    }

    public static List<RegisteredModel> Search(Session session, SqlText where, string orderBy, int limit, long offset)
    {
        var sql = $"SELECT {Columns} FROM registered_models m WHERE {where.Sql} ORDER BY {orderBy} LIMIT {limit} OFFSET {offset}";
        return session.AllOnce(sql, Read, [.. where.Values]).ConvertAll(found => Whole(session, found));
    }

    public static void SetTag(Session session, string name, MlflowTag tag)
    {
        Require(session, name);
        WriteTag(session, name, tag);
    }

    /// <summary>A tag that is not there is well too.</summary>
    public static void DeleteTag(Session session, string name, string key)
    {
        Require(session, name);
        session.Run("DELETE FROM registered_model_tags WHERE name = ?1 AND key = ?2", name, key);
    }

    private static TrackingFault Unknown(string name) => TrackingFault.NotFound($"Registered Model with name={name} not found");

    private static TrackingFault NameTaken(string name) => TrackingFault.Exists($"Registered Model (name={name}) already exists.");

    private static void WriteTag(Session session, string name, MlflowTag tag) => session.Run(
        "INSERT INTO registered_model_tags (key, value, name) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = excluded.value", tag.Key, tag.Value, name);

    private static RegisteredModel Whole(Session session, RegisteredModel model)
    {
        var versions = ModelVersionTable.Latest(session, model.Name);
        var aliases = ModelAliasTable.OfModel(session, model.Name);
        var tags = session.All(
            "SELECT key, value FROM registered_model_tags WHERE name = ?1 ORDER BY key",
            static row => new MlflowTag(row.Text(0), row.TextOrNull(1) ?? ""), model.Name);
        return model with
        {
            LatestVersions = versions.Count > 0 ? versions : null,
            Aliases = aliases.Count > 0 ? aliases : null,
            Tags = tags.Count > 0 ? tags : null,
        };
    }

    private static RegisteredModel Read(Statement row) => new(
        row.Text(0), row.IntegerOrNull(1), row.IntegerOrNull(2), row.TextOrNull(3) is { Length: > 0 } description ? description : null, null, null, null);
}
