using System.Text.Json;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary>Data sets and models out of requests, checked.</summary>
internal static class LoggedInputs
{
    public static List<DatasetInput> Datasets(Arguments arguments) => LoggedItems.Read(arguments.Items("datasets"), "datasets", null, Dataset);

    public static List<ModelInput> ModelInputs(Arguments arguments) =>
        LoggedItems.Read(arguments.Items("models"), "models", null, static (item, path) => new ModelInput(ModelId(item, path)));

    public static List<ModelOutput> ModelOutputs(Arguments arguments) => LoggedItems.Read(arguments.Items("models"), "models", null, static (item, path) =>
        new ModelOutput(ModelId(item, path), Arguments.Member(item, "step") is { } step ? Arguments.AsInteger(step, path + "step") : 0));

    private static DatasetInput Dataset(JsonElement item, string path)
    {
        var dataset = Arguments.Member(item, "dataset") ?? throw TrackingFault.Missing(path + "dataset");
        if (dataset.ValueKind != JsonValueKind.Object)
        {
            throw Arguments.Wrong(dataset, path + "dataset", "an object");
        }
        var tags = LoggedItems.Read(Arguments.Items(Arguments.Member(item, "tags"), path + "tags"), path + "tags", null, Tag);
        path += "dataset.";
        return new DatasetInput(tags, new MlflowDataset(
            Required(dataset, "name", path, Limits.DatasetName),
            Required(dataset, "digest", path, Limits.DatasetDigest),
            Arguments.RequiredText(dataset, "source_type", path + "source_type"),
            Required(dataset, "source", path, Limits.DatasetSource),
            Optional(dataset, "schema", path, Limits.DatasetSchema),
            Optional(dataset, "profile", path, Limits.DatasetProfile)));
    }

    // Unlike a run's tags, these are refused and not cut, and their keys may be any text.
    private static MlflowTag Tag(JsonElement item, string path) =>
        new(Required(item, "key", path, Limits.InputTagKey), Optional(item, "value", path, Limits.InputTagValue) ?? "");

    private static string ModelId(JsonElement item, string path) => Arguments.RequiredText(item, "model_id", path + "model_id");

    private static string Required(JsonElement item, string name, string path, int most)
    {
        var text = Arguments.RequiredText(item, name, path + name);
        Limits.CheckLength(text, most, path + name);
        return text;
    }

    private static string? Optional(JsonElement item, string name, string path, int most)
    {
        if (Arguments.Member(item, name) is not { } value)
        {
            return null;
        }
        var text = Arguments.AsText(value, path + name);
        Limits.CheckLength(text, most, path + name);
        return text;
    }
}
