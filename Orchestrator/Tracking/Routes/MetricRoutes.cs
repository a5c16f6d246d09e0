using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary><c>/mlflow/metrics/…</c>: histories of one run's metric and, for charts, of many runs'.</summary>
internal sealed class MetricRoutes(TrackingStore store)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCall("GET", "/mlflow/metrics/get-history", GetHistoryAsync);
        endpoints.MapCall("GET", "/mlflow/metrics/get-history-bulk", GetHistoriesAsync);
        endpoints.MapCall("GET", "/mlflow/metrics/get-history-bulk-interval", GetSampledAsync);
    }

    private Task GetHistoryAsync(HttpContext context, Arguments arguments)
    {
        var run = arguments.RunId();
        var key = arguments.Required("metric_key");
        var token = arguments.Text("page_token");
        // Clients before 3.x send no limit and expect all.
        var limit = arguments.Integer("max_results");
        if (limit is < 1)
        {
            throw TrackingFault.Invalid($"Invalid value {limit} for parameter 'max_results' supplied: it must be positive");
        }
        var history = store.Read(session => limit is { } most ? Page(session, run, key, most, token) : new(MetricHistories.Of(session, run, key, -1, PageToken.Offset(token)), null));
        return context.AnswerAsync(history.Metrics is [] ? history with { Metrics = null } : history, MlflowJson.Default.MetricHistory);
    }

    private static MlflowMessages.MetricHistory Page(Session session, string run, string key, long limit, string? token)
    {
        var place = PageToken.Place(token);
        if (place is null && string.IsNullOrEmpty(token) && MetricHistories.IsInStepOrder(session, run, key))
        {
            place = HistoryPlace.Start;
        }
        var offset = place is null ? PageToken.Offset(token) : 0;
        var points = place is { } after ? MetricHistories.After(session, run, key, after, limit + 1) : MetricHistories.Of(session, run, key, limit + 1, offset);
        return points.Count <= limit ? new(points, null)
            : new(points[..^1], place is null ? PageToken.Of(offset + limit) : PageToken.Of(HistoryPlace.Of(points[^2])));
    }

    private Task GetHistoriesAsync(HttpContext context, Arguments arguments)
    {
        var runs = RunIds(arguments, "run_id", "GetMetricHistoryBulk");
        var key = arguments.Text("metric_key") is { Length: > 0 } some ? some : throw TrackingFault.Invalid("GetMetricHistoryBulk request must specify a metric_key.");
        var limit = (int)Math.Min(arguments.Integer("max_results") ?? Limits.HistoryPoints, Limits.HistoryPoints);
        if (limit < 1)
        {
            throw TrackingFault.Invalid($"Invalid value {limit} for parameter 'max_results' supplied: it must be positive");
        }
        return context.AnswerAsync(new(store.Read(session => MetricHistories.OfRuns(session, runs, key, limit))), MlflowJson.Default.RunHistories);
    }

    private Task GetSampledAsync(HttpContext context, Arguments arguments)
    {
        var runs = RunIds(arguments, "run_ids", "GetMetricHistoryBulkInterval");
        var key = arguments.Required("metric_key");
        var steps = arguments.Integer("max_results") ?? Limits.SampledPoints;
        if (steps is < 1 or > Limits.SampledPoints)
        {
            throw TrackingFault.Invalid($"max_results must be between 1 and {Limits.SampledPoints}.");
        }
        var range = Range(arguments.Integer("start_step"), arguments.Integer("end_step"));
        var points = store.Read(session => SampledHistories.Read(session, runs, key, range, (int)steps, Limits.SampledPoints));
        return context.AnswerAsync(new(points), MlflowJson.Default.RunHistories);
    }

    private static (long From, long To)? Range(long? start, long? end) => (start, end) switch
    {
        (null, null) => null,
        ({ } from, { } to) when from <= to => (from, to),
        ({ }, { }) => throw TrackingFault.Invalid($"end_step must be greater than start_step. Found start_step={start} and end_step={end}."),
        _ => throw TrackingFault.Invalid("If either start step or end step are specified, both must be specified."),
    };

    private static List<string> RunIds(Arguments arguments, string name, string call)
    {
        var ids = arguments.Texts(name);
        return ids.Count switch
        {
            0 => throw TrackingFault.Missing(name),
            > Limits.HistoryRuns => throw TrackingFault.Invalid($"{call} request cannot specify more than {Limits.HistoryRuns} run_ids. Received {ids.Count} run_ids."),
            _ => [.. ids.Distinct()],
        };
    }
}
