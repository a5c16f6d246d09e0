using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Api;
using Orchestrator.Coordinator;
using Orchestrator.Dashboard.Tracked;
using Orchestrator.Tracking.Store;
using Shared.Hosting;
using Shared.Wire;

namespace Orchestrator.Dashboard.Trials;

/// <summary>When and where attempts ran, and all of one trial.</summary>
internal static class TrialPagesApi
{
    public static void MapTrialPages(this IEndpointRouteBuilder app)
    {
        var sweep = app.MapGroup("/api/sweeps/{id}");
        sweep.MapGet("/timeline", TimelineAsync);
        sweep.MapGet("/trials/{index:int}/detail", DetailAsync);
        sweep.MapGet("/trials/{index:int}/log", LogAsync);
    }

    private static async Task<Results<Ok<TimelineDto>, NotFound<ProblemDetails>>> TimelineAsync(
        string id, SweepGateway gateway, HttpContext context, CancellationToken cancellation, long after = 0)
    {
        var view = await gateway.SweepAsync(id, cancellation);
        return view.Total == 0
            ? SweepsApi.Unknown(id)
            : TypedResults.Ok(await Timelines(context).LookAsync(id, timeline => TimelinePresenter.Present(timeline, after, view.Running), cancellation));
    }

    private static async Task<Results<Ok<TrialDetailDto>, NotFound<ProblemDetails>>> DetailAsync(
        string id, int index, SweepGateway gateway, SweepPresenter presenter, TrackingStore store, HttpContext context, CancellationToken cancellation)
    {
        var view = await gateway.SweepAsync(id, cancellation);
        if (index < 0 || index >= view.Total)
        {
            return Unknown(id, index, view);
        }

        var trial = presenter.Present(view, await gateway.TrialsAsync(id, index, 1, cancellation)).Trials[0];
        var run = RunOf(view, index, store);
        return TypedResults.Ok(new TrialDetailDto(
            index,
            trial.State,
            trial.Attempt,
            trial.Key,
            trial.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
            trial.Parameters,
            trial.Value,
            trial.Seconds,
            trial.Node,
            trial.Reason,
            run?.Run,
            run?.Original ?? run?.Run,
            await Timelines(context).LookAsync(id, timeline => TimelinePresenter.Attempts(timeline, index, view.Running), cancellation),
            trial.Reused,
            $"{Programs.Orchestrator} replay {id} {index} --server {context.Request.Scheme}://{context.Request.Host}"));
    }

    private static async Task<Results<Ok<TrialLogDto>, NotFound<ProblemDetails>>> LogAsync(
        string id, int index, SweepGateway gateway, TrackingStore store, RunLogs logs, CancellationToken cancellation, long after = 0, int? attempt = null)
    {
        var view = await gateway.SweepAsync(id, cancellation);
        if (index < 0 || index >= view.Total)
        {
            return Unknown(id, index, view);
        }

        var log = await gateway.LogAsync(id, index, Math.Max(0, after), cancellation);
        // A node has the attempt in work; a run has those that are over.
        return log.Live && (attempt ?? log.Attempt) == log.Attempt
            ? TypedResults.Ok(new TrialLogDto(log.Text, log.Next, log.Live, log.Attempt))
            : TypedResults.Ok(await logs.ReadAsync(RunOf(view, index, store), attempt ?? log.Attempt, Math.Max(0, after)));
    }

    private static TrialRun? RunOf(SweepView view, int index, TrackingStore store) => view.OwnTracking && view.TrackingExperiment.Length > 0
        ? store.Read(session => SweepRuns.OfTrial(session, view.TrackingExperiment, view.Sweep, index))
        : null;

    private static NotFound<ProblemDetails> Unknown(string id, int index, SweepView view) => view.Total == 0
        ? SweepsApi.Unknown(id)
        : TypedResults.NotFound(new ProblemDetails { Title = "unknown trial", Detail = $"{id} has the trials 0 to {view.Total - 1}, not {index}", Status = StatusCodes.Status404NotFound });

    private static Timelines Timelines(HttpContext context) => context.RequestServices.GetRequiredService<Timelines>();
}
