using System.Text.RegularExpressions;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary>What is logged to runs, and metric histories.</summary>
internal sealed partial class LoggingRoutes(TrackingStore store)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCall("POST", "/mlflow/runs/log-batch", LogBatchAsync);
        endpoints.MapCall("POST", "/mlflow/runs/log-metric", LogMetricAsync);
        endpoints.MapCall("POST", "/mlflow/runs/log-parameter", LogParameterAsync);
        endpoints.MapCall("POST", "/mlflow/runs/set-tag", SetTagAsync);
        endpoints.MapCall("POST", "/mlflow/runs/delete-tag", DeleteTagAsync);
        endpoints.MapCall("GET", "/mlflow/metrics/get-history", GetHistoryAsync);
    }

    private Task LogBatchAsync(HttpContext context, Arguments arguments)
    {
        var run = arguments.RunId();
        if (!RunIdForm.IsMatch(run))
        {
            throw TrackingFault.Invalid($"Invalid run ID: '{run}'");
        }
        var metrics = LoggedItems.Metrics(arguments);
        var parameters = LoggedItems.Params(arguments);
        var tags = LoggedItems.Tags(arguments, Limits.BatchTags);
        return metrics.Count + parameters.Count + tags.Count > Limits.BatchItems
            ? throw TrackingFault.Invalid($"A batch logging request can contain at most {Limits.BatchItems} metrics, params and tags in all. Please split it up and try again.")
            : LogAsync(context, run, metrics, parameters, tags);
    }

    private Task LogMetricAsync(HttpContext context, Arguments arguments) =>
        LogAsync(context, arguments.RunId(), [LoggedItems.Metric(arguments.Root, "")], [], []);

    private Task LogParameterAsync(HttpContext context, Arguments arguments) =>
        LogAsync(context, arguments.RunId(), [], [LoggedItems.Param(arguments.Root, "")], []);

    private Task SetTagAsync(HttpContext context, Arguments arguments) =>
        LogAsync(context, arguments.RunId(), [], [], [LoggedItems.Tag(arguments.Root, "")]);

    private async Task DeleteTagAsync(HttpContext context, Arguments arguments)
    {
        var run = arguments.RunId();
        var key = arguments.Required("key");
        await store.WriteAsync(session => RunDataTables.DeleteTag(session, run, key), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private Task GetHistoryAsync(HttpContext context, Arguments arguments)
    {
        var run = arguments.RunId();
        var key = arguments.Required("metric_key");
        var offset = PageToken.Offset(arguments.Text("page_token"));
        // Clients before 3.x send no limit and expect all.
        var limit = arguments.Integer("max_results");
        if (limit is < 1)
        {
            throw TrackingFault.Invalid($"Invalid value {limit} for parameter 'max_results' supplied: it must be positive");
        }
        var points = store.Read(session => RunDataTables.History(session, run, key, limit is { } some ? some + 1 : -1, offset));
        var isMore = limit is { } most && points.Count > most;
        return context.AnswerAsync(
            isMore
                ? new(points[..^1], PageToken.Of(offset + points.Count - 1))
                : new(points.Count > 0 ? points : null, null),
            MlflowJson.Default.MetricHistory);
    }

    private async Task LogAsync(HttpContext context, string run, List<MetricPoint> metrics, List<RunParam> parameters, List<MlflowTag> tags)
    {
        await store.WriteAsync(session => RunDataTables.Log(session, run, metrics, parameters, tags), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9][\w\-]{0,255}\z")]
    private static partial Regex RunIdForm { get; }
}
