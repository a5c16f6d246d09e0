using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Checkpoints;
using Orchestrator.Coordinator;
using Shared.Checkpoints;

namespace Orchestrator.Api;

/// <summary>Checkpoints over HTTP: nodes bring and fetch them by key and hash, people list, pin and drop them by sweep.</summary>
public static class CheckpointsApi
{
    /// <param name="own">Base address of this orchestrator: of several each keeps the checkpoints of the sweeps that it has, and people who ask another are sent there.</param>
    public static IEndpointRouteBuilder MapCheckpoints(this IEndpointRouteBuilder app, Uri own)
    {
        var checkpoints = app.MapGroup("/api/checkpoints");
        checkpoints.MapGet("/{key}", Manifest);
        checkpoints.MapGet("/{key}/{hash}", Content);
        checkpoints.MapPut("/{key}/{hash}", Put);
        var sweeps = app.MapGroup("/api/sweeps/{id}/checkpoints").AddEndpointFilter(async (call, next) => await KeeperAsync(call.HttpContext, own) is { } keeper
            ? TypedResults.Redirect(keeper.AbsoluteUri, permanent: false, preserveMethod: true)
            : await next(call));
        sweeps.MapGet("/", List);
        sweeps.MapDelete("/", Drop);
        sweeps.MapPost("/{index:int}/pin", (string id, int index, SweepGateway gateway, SweepPresenter presenter, CheckpointStore store, CancellationToken cancellation, int? epoch = null) =>
            PinAsync(id, index, epoch, pinned: true, gateway, presenter, store, cancellation));
        sweeps.MapPost("/{index:int}/unpin", (string id, int index, SweepGateway gateway, SweepPresenter presenter, CheckpointStore store, CancellationToken cancellation, int? epoch = null) =>
            PinAsync(id, index, epoch, pinned: false, gateway, presenter, store, cancellation));
        return app;
    }

    // The same question at the orchestrator that has the sweep; null where that is this one.
    private static async Task<Uri?> KeeperAsync(HttpContext context, Uri own)
    {
        var view = await context.RequestServices.GetRequiredService<SweepGateway>().SweepAsync((string)context.Request.RouteValues["id"]!, context.RequestAborted);
        return view.CheckpointUri.Length == 0 || new Uri(view.CheckpointUri) == own ? null : new Uri(new Uri(view.CheckpointUri), context.Request.Path + context.Request.QueryString);
    }

    private static async Task<Results<JsonHttpResult<TrialCheckpoints>, BadRequest<ProblemDetails>>> Manifest(string key, CheckpointStore store) =>
        TrialCheckpoints.IsHex(key, TrialCheckpoints.KeyDigits) ? TypedResults.Json(await store.OfAsync(key), CheckpointJson.Default.TrialCheckpoints) : Wrong(BadKey);

    private static async Task<Results<FileStreamHttpResult, NotFound<ProblemDetails>, BadRequest<ProblemDetails>>> Content(string key, string hash, CheckpointStore store, CancellationToken cancellation) =>
        Misnamed(key, hash) is { } fault ? Wrong(fault)
        : await store.OpenAsync(key, hash, cancellation) is { } content ? TypedResults.Stream(content, "application/octet-stream")
        : TypedResults.NotFound(Problem("no such checkpoint", $"no checkpoint {hash} of trial {key} is kept", StatusCodes.Status404NotFound));

    private static async Task<Results<NoContent, BadRequest<ProblemDetails>, Conflict<ProblemDetails>>> Put(
        string key, string hash, [AsParameters] UploadQuery query, HttpRequest request, CheckpointStore store, TimeProvider clock)
    {
        if ((Misnamed(key, hash) ?? query.Fault(request.ContentLength)) is { } fault)
        {
            return Wrong(fault);
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = TrialCheckpoints.Largest;
        }

        try
        {
            return await store.PutAsync(query.Upload(key, hash, clock.GetUtcNow()), request.Body, request.HttpContext.RequestAborted)
                ? TypedResults.NoContent()
                : TypedResults.Conflict(Problem("not wanted", "the trial is over", StatusCodes.Status409Conflict));
        }
        catch (InvalidDataException refused)
        {
            return Wrong(refused.Message);
        }
    }

    private static async Task<Results<JsonHttpResult<IReadOnlyList<KeptCheckpoint>>, NotFound<ProblemDetails>>> List(
        string id, SweepGateway gateway, CheckpointStore store, CancellationToken cancellation) =>
        (await gateway.SweepAsync(id, cancellation)).Total == 0 ? Unknown(id) : TypedResults.Json(store.OfSweep(id), CheckpointJson.Default.IReadOnlyListKeptCheckpoint);

    private static async Task<Results<NoContent, NotFound<ProblemDetails>>> Drop(string id, SweepGateway gateway, CheckpointStore store, CancellationToken cancellation)
    {
        if ((await gateway.SweepAsync(id, cancellation)).Total == 0)
        {
            return Unknown(id);
        }

        await store.DropAsync(id);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, NotFound<ProblemDetails>, Conflict<ProblemDetails>>> PinAsync(
        string id, int index, int? epoch, bool pinned, SweepGateway gateway, SweepPresenter presenter, CheckpointStore store, CancellationToken cancellation)
    {
        var view = await gateway.SweepAsync(id, cancellation);
        if (index < 0 || index >= view.Total)
        {
            return view.Total == 0 ? Unknown(id) : TypedResults.NotFound(Problem("unknown trial", $"{id} has the trials 0 to {view.Total - 1}, not {index}", StatusCodes.Status404NotFound));
        }

        var what = epoch is null ? "checkpoint" : string.Create(CultureInfo.InvariantCulture, $"checkpoint of epoch {epoch}");
        return await store.PinAsync(presenter.KeyOf(view, index), id, epoch, pinned)
            ? TypedResults.NoContent()
            : TypedResults.Conflict(Problem("refused", $"trial {index} of {id} has no {what} that is {(pinned ? "not pinned yet" : "pinned")}; 'checkpoint list {id}' shows what is kept", StatusCodes.Status409Conflict));
    }

    private const string BadKey = "a trial's key has 32 lower-case hex digits";

    private static string? Misnamed(string key, string hash) =>
        !TrialCheckpoints.IsHex(key, TrialCheckpoints.KeyDigits) ? BadKey
        : !TrialCheckpoints.IsHex(hash, TrialCheckpoints.HashDigits) ? "a checkpoint's hash has 64 lower-case hex digits"
        : null;

    private static BadRequest<ProblemDetails> Wrong(string fault) => TypedResults.BadRequest(Problem("refused", fault, StatusCodes.Status400BadRequest));

    private static NotFound<ProblemDetails> Unknown(string id) =>
        TypedResults.NotFound(Problem("unknown sweep", $"there is no sweep '{id}'; 'list' shows all", StatusCodes.Status404NotFound));

    private static ProblemDetails Problem(string title, string detail, int status) => new() { Title = title, Detail = detail, Status = status };

    /// <summary>What a node says of a checkpoint that it brings.</summary>
    internal sealed record UploadQuery(string Sweep, int Index, int Attempt, int Epoch, int Batch, string? Experiment = null, double? Objective = null, int Last = 2, bool Best = false, bool Maximize = false)
    {
        public string? Fault(long? length) =>
            Sweep.Length is 0 or > 300 || Sweep.Any(char.IsControl) ? "the sweep's id is missing or is none"
            : Index < 0 || Attempt < 1 || Epoch < 0 || Batch < 0 || Last < 1 ? "index, attempt, epoch, batch and last are counts"
            : length > TrialCheckpoints.Largest ? $"a checkpoint has at most {TrialCheckpoints.Largest:N0} bytes"
            : null;

        public CheckpointUpload Upload(string key, string hash, DateTimeOffset at) => new(
            key, Experiment ?? "", new KeptCheckpoint(Epoch, Batch, hash, 0, Sweep, Index, Attempt, at, Objective), new KeepPolicy(Last, Best, Maximize));
    }
}
