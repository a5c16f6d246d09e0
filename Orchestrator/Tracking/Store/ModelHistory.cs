using System.Text;
using System.Text.Json;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>The run's tag that lists its models, where clients before MLflow 3 log them: a JSON list of descriptions.</summary>
internal static class ModelHistory
{
    public const string Tag = "mlflow.log-model.history";

    /// <param name="model">A JSON object.</param>
    public static void Add(Session session, string runId, string model)
    {
        RunTable.RequireActive(session, runId);
        var history = session.First("SELECT value FROM tags WHERE run_uuid = ?1 AND key = ?2", static row => row.TextOrNull(0), runId, Tag);
        RunDataTables.WriteTags(session, runId, [new(Tag, Appended(history ?? "[]", model))]);
    }

    private static string Appended(string history, string model)
    {
        using var list = ParsedList(history);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var item in list.RootElement.EnumerateArray().Select(item => item.GetRawText()).Append(model))
            {
                writer.WriteRawValue(item, skipInputValidation: true);
            }
            writer.WriteEndArray();
        }
        var text = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        // Not cut as other tags are: half a list could not be read again.
        Limits.CheckLength(text, MlflowLimits.TagValue, Tag);
        return text;
    }

    private static JsonDocument ParsedList(string history)
    {
        try
        {
            if (JsonDocument.Parse(history) is { RootElement.ValueKind: JsonValueKind.Array } list)
            {
                return list;
            }
        }
        catch (JsonException)
        {
            // Said below: the tag can be set to anything.
        }
        throw TrackingFault.Invalid($"The tag '{Tag}' holds no list of models");
    }
}
