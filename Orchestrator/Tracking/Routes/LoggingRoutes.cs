using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary>What is logged to runs: metrics, params and tags.</summary>
internal sealed class LoggingRoutes(TrackingStore store)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCall("POST", "/mlflow/runs/log-batch", LogBatchAsync);
        endpoints.MapCall("POST", "/mlflow/runs/log-metric", LogMetricAsync);
        endpoints.MapCall("POST", "/mlflow/runs/log-parameter", LogParameterAsync);
        endpoints.MapCall("POST", "/mlflow/runs/set-tag", SetTagAsync);
        endpoints.MapCall("POST", "/mlflow/runs/delete-tag", DeleteTagAsync);
    }

    private Task LogBatchAsync(HttpContext context, Arguments arguments)
    {
        var run = Limits.CheckedRunId(arguments.RunId());
        var metrics = LoggedItems.Metrics(arguments);
        var parameters = LoggedItems.Params(arguments);
        var tags = LoggedItems.Tags(arguments, MlflowLimits.BatchTags);
        return metrics.Count + parameters.Count + tags.Count > MlflowLimits.BatchItems
            ? throw TrackingFault.Invalid($"A batch logging request can contain at most {MlflowLimits.BatchItems} metrics, params and tags in all. Please split it up and try again.")
            : LogAsync(context, run, metrics, LoggedItems.ModelMetrics(arguments.Items("metrics"), run), parameters, tags);
    }

    private Task LogMetricAsync(HttpContext context, Arguments arguments)
    {
        var run = arguments.RunId();
        return LogAsync(context, run, [LoggedItems.Metric(arguments.Root, "")], LoggedItems.ModelMetric(arguments.Root, run, "") is { } measured ? [measured] : [], [], []);
    }

    private Task LogParameterAsync(HttpContext context, Arguments arguments) =>
        LogAsync(context, arguments.RunId(), [], [], [LoggedItems.Param(arguments.Root, "")], []);

    private Task SetTagAsync(HttpContext context, Arguments arguments) =>
        LogAsync(context, arguments.RunId(), [], [], [], [LoggedItems.Tag(arguments.Root, "")]);

    private async Task DeleteTagAsync(HttpContext context, Arguments arguments)
    {
        var run = arguments.RunId();
        var key = arguments.Required("key");
        await store.WriteAsync(session => RunDataTables.DeleteTag(session, run, key), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task LogAsync(
        HttpContext context, string run, List<MetricPoint> metrics, List<LoggedModelMetric> measured, List<RunParam> parameters, List<MlflowTag> tags)
    {
        await store.WriteAsync(
            session =>
            {
                RunDataTables.Log(session, run, metrics, parameters, tags);
                LoggedModelDataTables.WriteMetrics(session, measured);
            },
            context.RequestAborted);
        await context.AnswerNothingAsync();
    }
}
