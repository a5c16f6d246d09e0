using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orchestrator.Tracking.Search;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>A logged model that is to be made.</summary>
internal sealed record NewLoggedModel(
    string Id, long ExperimentId, string Name, string? ModelType, string? SourceRunId, IReadOnlyList<RunParam> Params, IReadOnlyList<MlflowTag> Tags);

/// <summary>Logged models: their rows in <c>logged_models</c>; tags, params and metrics are <see cref="LoggedModelDataTables"/>' part.</summary>
internal static partial class LoggedModelTable
{
    // The UI and MLflow's clients read here which versions a logged model became.
    private const string VersionsTag = "mlflow.modelVersions";

    private const string Columns = """
        l.model_id, l.experiment_id, l.name, l.creation_timestamp_ms, l.last_updated_timestamp_ms, l.artifact_location, l.status, l.model_type,
        l.source_run_id, l.status_message
        """;

    public static bool IsId(string text) => IdForm.IsMatch(text);

    public static LoggedModel Create(Session session, NewLoggedModel wanted, long now)
    {
        var experiment = ExperimentTable.GetActive(session, wanted.ExperimentId);
        var location = $"{experiment.ArtifactLocation?.TrimEnd('/')}/models/{wanted.Id}/artifacts";
        session.Run(
            """
            INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status,
                                       lifecycle_stage, model_type, source_run_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, 'active', ?7, ?8)
            """,
            wanted.Id, wanted.ExperimentId, wanted.Name, location, now, (long)LoggedModelStatus.Pending, wanted.ModelType, wanted.SourceRunId);
        LoggedModelDataTables.WriteParams(session, wanted.Id, wanted.Params);
        LoggedModelDataTables.WriteTags(session, wanted.Id, wanted.Tags);
        return Get(session, wanted.Id);
    }

    public static LoggedModel Get(Session session, string id) => LoggedModelDataTables.WithData(session, GetInfo(session, id));

    /// <summary>Refuses an unknown model and a deleted one.</summary>
    public static LoggedModelInfo GetInfo(Session session, string id) =>
        session.First($"SELECT {Columns} FROM logged_models l WHERE l.model_id = ?1 AND l.lifecycle_stage IS NOT 'deleted'", Read, id) ?? throw Unknown(id);

    public static LoggedModel Finish(Session session, string id, LoggedModelStatus status, long now)
    {
        GetInfo(session, id);
        session.Run("UPDATE logged_models SET status = ?2, last_updated_timestamp_ms = ?3 WHERE model_id = ?1", id, (long)status, now);
        return Get(session, id);
    }

    /// <summary>Deleting it again changes nothing.</summary>
    public static void Delete(Session session, string id, long now)
    {
        if (session.Run("UPDATE logged_models SET lifecycle_stage = 'deleted', last_updated_timestamp_ms = ?2 WHERE model_id = ?1", id, now) == 0)
        {
            throw Unknown(id);
        }
    }

    /// <summary>Notes at the model that a version of a registered model was made of it.</summary>
    public static void AddVersion(Session session, string id, string name, long version)
    {
        GetInfo(session, id);
        var versions = Versions(LoggedModelDataTables.Tag(session, id, VersionsTag) ?? "[]");
        versions.Add((JsonNode)new JsonObject { ["name"] = name, ["version"] = version });
        LoggedModelDataTables.WriteTags(session, id, [new MlflowTag(VersionsTag, versions.ToJsonString())]);
    }

    public static List<LoggedModel> Search(Session session, LoggedModelQuery query, int limit, long offset)
    {
        var sql = $"""
            SELECT {Columns} FROM logged_models l WHERE l.lifecycle_stage IS NOT 'deleted' AND {query.Where}
            ORDER BY {query.OrderBy} LIMIT {limit} OFFSET {offset}
            """;
        return session.AllOnce(sql, Read, [.. query.Values]).ConvertAll(found => LoggedModelDataTables.WithData(session, found));
    }

    // The tag is anybody's to write; what is no list there is written over.
    private static JsonArray Versions(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonArray ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static TrackingFault Unknown(string id) => TrackingFault.NotFound($"Logged model with ID '{id}' not found.");

    private static LoggedModelInfo Read(Statement row) => new(
        row.Text(0), row.Integer(1).ToString(CultureInfo.InvariantCulture), row.Text(2), row.Integer(3), row.Integer(4), row.Text(5),
        (LoggedModelStatus)row.Integer(6), row.TextOrNull(7), row.TextOrNull(8), row.TextOrNull(9), null);

    [GeneratedRegex(@"\Am-[0-9a-f]{32}\z")]
    private static partial Regex IdForm { get; }
}
