using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Access;
using Orchestrator.Coordinator;
using Orchestrator.Sweeps;
using Shared.Catalogues;
using Shared.Datasets;

namespace Orchestrator.Api;

/// <summary>Sweeps over HTTP: submit and look.</summary>
public static class SweepsApi
{
    public static IEndpointRouteBuilder MapSweeps(this IEndpointRouteBuilder app)
    {
        var sweeps = app.MapGroup("/api/sweeps");
        sweeps.MapGet("/", List);
        sweeps.MapPost("/", Submit);
        sweeps.MapPost("/check", Check);
        sweeps.MapGet("/{id}", Get);
        sweeps.MapGet("/{id}/trials", Trials);
        sweeps.MapControl();
        return app;
    }

    private static async Task<Ok<IReadOnlyList<SweepDto>>> List(SweepGateway gateway, SweepPresenter presenter, CancellationToken cancellation)
    {
        var overview = await gateway.OverviewAsync(cancellation);
        var views = await Task.WhenAll(overview.Sweeps.Select(sweep => gateway.SweepAsync(sweep, cancellation)));
        return TypedResults.Ok<IReadOnlyList<SweepDto>>([.. views.Where(view => view.Total > 0).Select(view => presenter.Present(view, overview))]);
    }

    private static async Task<Results<Ok<SweepDto>, NotFound<ProblemDetails>>> Get(string id, SweepGateway gateway, SweepPresenter presenter, CancellationToken cancellation)
    {
        var view = await gateway.SweepAsync(id, cancellation);
        return view.Total == 0 ? Unknown(id) : TypedResults.Ok(presenter.Present(view, await gateway.OverviewAsync(cancellation)));
    }

    private static async Task<Results<Ok<TrialPageDto>, NotFound<ProblemDetails>>> Trials(
        string id, SweepGateway gateway, SweepPresenter presenter, CancellationToken cancellation, int offset = 0, int limit = 100)
    {
        var view = await gateway.SweepAsync(id, cancellation);
        return view.Total == 0 ? Unknown(id) : TypedResults.Ok(presenter.Present(view, await gateway.TrialsAsync(id, offset, limit, cancellation)));
    }

    private static async Task<Results<Ok<SubmittedDto>, BadRequest<RefusedDto>, Conflict<ProblemDetails>>> Submit(
        HttpRequest request, SweepReading reading, SweepGateway gateway, [FromQuery] string[] set, CancellationToken cancellation, bool fresh = false, [FromQuery(Name = "no_cache")] bool noCache = false, string who = "", string why = "")
    {
        var (file, yaml) = await ReadAsync(request, set, reading, cancellation);
        if (!file.Good)
        {
            return Refused(file);
        }

        var (id, known) = SweepIds.Choose(file.Spec.SweepId, (await gateway.OverviewAsync(cancellation)).Sweeps, fresh);
        var anew = fresh || noCache || reading.Catalogue.FindExperiment(file.Spec.Experiment) is not { Deterministic: true };
        var reply = await gateway.SubmitAsync(id, file.Spec, yaml, anew, Callers.Of(request.HttpContext, who, why), cancellation);
        return reply.Accepted ? TypedResults.Ok(new SubmittedDto(id, known, file.Grid.Count, SweepPresenter.StartOf(file.Spec))) : Refused(reply.Reason);
    }

    // What would be submitted, as the journal would keep it: the sources of its weights are chosen, nothing is stored.
    private static async Task<Results<ContentHttpResult, BadRequest<RefusedDto>>> Check(
        HttpRequest request, SweepReading reading, [FromQuery] string[] set, CancellationToken cancellation)
    {
        var (file, _) = await ReadAsync(request, set, reading, cancellation);
        return file.Good ? TypedResults.Text(file.Spec.ToJson(), "application/json") : Refused(file);
    }

    /// <summary>The posted file, checked, and its text.</summary>
    internal static async Task<(SweepFileResult File, string Yaml)> ReadAsync(HttpRequest request, string[] set, SweepReading reading, CancellationToken cancellation)
    {
        // One byte more than is allowed, so that the parser can say that it is too much.
        var body = new byte[SweepFile.LargestFile + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation);
        var (overrides, fault) = SweepOverride.Parse(set);
        var file = fault is null
            ? await reading.Starts.ResolveAsync(SweepFile.Parse(body.AsSpan(0, length), reading.Catalogue, overrides).WithDigest(reading.Images.Find), cancellation)
            : new SweepFileResult(null, null, [new SweepFault(0, 0, "", fault)]);
        // As it was written, and what was said beside it.
        return (file, string.Concat([Encoding.UTF8.GetString(body, 0, length), .. overrides.Select(one => $"\n# --set {one}")]));
    }

    internal static BadRequest<RefusedDto> Refused(SweepFileResult file) => TypedResults.BadRequest(new RefusedDto("the sweep file is refused", file.Faults));

    internal static NotFound<ProblemDetails> Unknown(string id) =>
        TypedResults.NotFound(new ProblemDetails { Title = "unknown sweep", Detail = $"there is no sweep '{id}'; 'list' shows all", Status = StatusCodes.Status404NotFound });

    internal static Conflict<ProblemDetails> Refused(string reason) =>
        TypedResults.Conflict(new ProblemDetails { Title = "refused", Detail = reason, Status = StatusCodes.Status409Conflict });
}

/// <summary>What a submitted file is read against.</summary>
public sealed record SweepReading(Catalogue Catalogue, ImageFolders Images, WarmStartResolver Starts);
