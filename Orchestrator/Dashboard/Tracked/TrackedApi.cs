using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Api;
using Orchestrator.Coordinator;
using Orchestrator.Tracking.Store;
using Shared.Wire;

namespace Orchestrator.Dashboard.Tracked;

/// <summary>What our own tracking store has of a sweep's trials, read at once for all of them: MLflow's API would take a call a run.</summary>
internal static class TrackedApi
{
    private const int MostPoints = 10_000;

    public static void MapTracked(this IEndpointRouteBuilder app)
    {
        var sweep = app.MapGroup("/api/sweeps/{id}");
        sweep.MapGet("/metrics", (string id, Reading reading) =>
            reading.OfAsync(id, (session, runs) => TypedResults.Ok(SweepMetrics.Names(session, runs))));
        sweep.MapGet("/latest", (string id, string metric, Reading reading) =>
            reading.OfAsync(id, (session, runs) => TypedResults.Ok(SweepMetrics.Latest(session, runs, metric))));
        sweep.MapGet("/runs", (string id, Reading reading) =>
            reading.OfAsync(id, (_, runs) => TypedResults.Ok<IReadOnlyDictionary<int, string>>(runs.ToDictionary(run => run.Trial, run => run.Original ?? run.Run))));
        sweep.MapGet("/curves", CurvesAsync);
    }

    private static Task<IResult> CurvesAsync(string id, string metric, Reading reading, int points = 200, string? trials = null)
    {
        var wanted = trials is null ? null : Indices(trials);
        return reading.OfAsync(id, (session, runs) =>
        {
            var chosen = wanted is null ? runs : [.. runs.Where(run => wanted.Contains(run.Trial))];
            var curves = Curves.Read(session, chosen, metric, Math.Clamp(points, 2, MostPoints));
            return TypedResults.Stream(stream => curves.WriteAsync(stream, CancellationToken.None), "application/octet-stream");
        });
    }

    private static HashSet<int> Indices(string list) => [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1)];

    /// <summary>Reads the store for one sweep.</summary>
    internal sealed record Reading(SweepGateway Gateway, TrackingStore Store)
    {
        public static ValueTask<Reading> BindAsync(HttpContext context) =>
            ValueTask.FromResult(new Reading(context.RequestServices.GetRequiredService<SweepGateway>(), context.RequestServices.GetRequiredService<TrackingStore>()));

        public async Task<IResult> OfAsync(string sweep, Func<Session, IReadOnlyList<TrialRun>, IResult> read)
        {
            var view = await Gateway.SweepAsync(sweep, CancellationToken.None);
            return view.Total == 0 ? SweepsApi.Unknown(sweep)
                : !view.OwnTracking ? Elsewhere(view)
                : await Task.Run(() => Store.Read(session => read(session, view.TrackingExperiment.Length == 0 ? [] : SweepRuns.Of(session, view.TrackingExperiment, sweep))));
        }

        private static NotFound<ProblemDetails> Elsewhere(SweepView view) => TypedResults.NotFound(new ProblemDetails
        {
            Title = "tracked elsewhere",
            Detail = $"the trials of {view.Sweep} are recorded at {view.TrackingUri}, where their metrics and pictures are",
            Status = StatusCodes.Status404NotFound,
        });
    }
}
