using System.Text.Json;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary>What runs were fed with and what models they made.</summary>
internal sealed class InputRoutes(TrackingStore store)
{
    private static readonly string[] OfModel = ["artifact_path", "flavors", "utc_time_created", "run_id"];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCall("POST", "/mlflow/runs/log-inputs", LogInputsAsync);
        endpoints.MapCall("POST", "/mlflow/runs/outputs", LogOutputsAsync);
        endpoints.MapCall("POST", "/mlflow/runs/log-model", LogModelAsync);
        endpoints.MapCall("POST", "/mlflow/experiments/search-datasets", SearchDatasetsAsync);
        // MLflow's own spelling of it lacks a slash.
        endpoints.MapCallAt("POST", "/api/2.0mlflow/experiments/search-datasets", SearchDatasetsAsync);
    }

    private async Task LogInputsAsync(HttpContext context, Arguments arguments)
    {
        var run = Limits.CheckedRunId(arguments.RunId());
        var datasets = LoggedInputs.Datasets(arguments);
        var models = LoggedInputs.ModelInputs(arguments);
        await store.WriteAsync(session => InputTables.LogInputs(session, run, datasets, models), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task LogOutputsAsync(HttpContext context, Arguments arguments)
    {
        var run = arguments.RunId();
        var models = LoggedInputs.ModelOutputs(arguments);
        await store.WriteAsync(session => InputTables.LogOutputs(session, run, models), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task LogModelAsync(HttpContext context, Arguments arguments)
    {
        var run = arguments.RunId();
        var model = CheckedModel(arguments.Required("model_json"));
        await store.WriteAsync(session => ModelHistory.Add(session, run, model), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private Task SearchDatasetsAsync(HttpContext context, Arguments arguments)
    {
        var experiments = arguments.ExperimentIds();
        if (experiments.Count == 0)
        {
            throw TrackingFault.Missing("experiment_ids");
        }
        if (experiments.Count > Limits.DatasetExperiments)
        {
            throw TrackingFault.Invalid($"SearchDatasets request cannot specify more than {Limits.DatasetExperiments} experiment_ids. Received {experiments.Count} experiment_ids.");
        }
        var found = store.Read(session => InputTables.Summaries(session, experiments, Limits.DatasetSummaries));
        return context.AnswerAsync(new(found.Count > 0 ? found : null), MlflowJson.Default.DatasetList);
    }

    private static string CheckedModel(string model)
    {
        try
        {
            using var json = JsonDocument.Parse(model);
            var root = json.RootElement;
            var missing = root.ValueKind == JsonValueKind.Object ? OfModel.Where(field => Arguments.Member(root, field) is null).ToList() : [.. OfModel];
            return missing.Count == 0 ? model : throw TrackingFault.Invalid($"Model json is missing mandatory fields: {string.Join(", ", missing)}");
        }
        catch (JsonException)
        {
            throw TrackingFault.Invalid($"Malformed model info. \n {model} \n is not a valid JSON.");
        }
    }
}
