using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Access;
using Orchestrator.Coordinator;
using Orchestrator.Sweeps;
using Orchestrator.Sweeps.Reading;
using Shared.Wire;
using Controlled = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Ok<Orchestrator.Api.ControlledDto>,
    Microsoft.AspNetCore.Http.HttpResults.NotFound<Microsoft.AspNetCore.Mvc.ProblemDetails>,
    Microsoft.AspNetCore.Http.HttpResults.Conflict<Microsoft.AspNetCore.Mvc.ProblemDetails>>;

namespace Orchestrator.Api;

/// <summary>Commands to a sweep over HTTP, and the questions that go with them.</summary>
internal static class ControlApi
{
    public static void MapControl(this RouteGroupBuilder sweeps)
    {
        sweeps.MapPost("/{id}/pause", (string id, ControlDto? body, HttpContext context, SweepGateway gateway, CancellationToken cancellation) =>
            AskAsync(id, body, context, gateway, (command, asked) => command.Pause = new() { Drain = asked.Drain }, cancellation));
        sweeps.MapPost("/{id}/resume", (string id, ControlDto? body, HttpContext context, SweepGateway gateway, CancellationToken cancellation) =>
            AskAsync(id, body, context, gateway, (command, _) => command.Resume = new(), cancellation));
        sweeps.MapPost("/{id}/cancel", (string id, ControlDto? body, HttpContext context, SweepGateway gateway, CancellationToken cancellation) =>
            AskAsync(id, body, context, gateway, (command, asked) => command.Cancel = new() { Now = asked.Now }, cancellation));
        sweeps.MapPost("/{id}/retry", (string id, ControlDto? body, HttpContext context, SweepGateway gateway, CancellationToken cancellation) =>
            AskAsync(id, body, context, gateway, (command, asked) => command.Retry = new() { Where = asked.Where ?? "" }, cancellation));
        sweeps.MapPost("/{id}/set", Set);
        sweeps.MapPost("/{id}/amend", Amend);
        sweeps.MapPost("/{id}/extend", Extend);
        sweeps.MapGet("/{id}/history", History);
        sweeps.MapGet("/{id}/why", Why);
    }

    private static async Task<Controlled> Set(string id, ControlDto? body, HttpContext context, SweepGateway gateway, CancellationToken cancellation)
    {
        if (TuneRange.Fault(body?.MaxParallel, body?.Priority, body?.Weight) is { } fault)
        {
            return SweepsApi.Refused(fault);
        }

        return await AskAsync(id, body, context, gateway, (command, asked) => command.Tune = Tune(asked), cancellation);
    }

    private static ControlSweep.Types.Tune Tune(ControlDto asked)
    {
        var tune = new ControlSweep.Types.Tune();
        if (asked.MaxParallel is { } most)
        {
            tune.MaxParallel = most;
        }

        if (asked.Priority is { } priority)
        {
            tune.Priority = priority;
        }

        if (asked.Weight is { } weight)
        {
            tune.Weight = weight;
        }

        return tune;
    }

    private static async Task<Results<Ok<AmendedDto>, Conflict<AmendedDto>, NotFound<ProblemDetails>, Conflict<ProblemDetails>, BadRequest<RefusedDto>>> Amend(
        string id, HttpRequest request, SweepReading reading, SweepGateway gateway, [FromQuery] string[] set, CancellationToken cancellation,
        [FromQuery(Name = "dry_run")] bool dryRun = false, string who = "", string why = "")
    {
        var view = await gateway.SweepAsync(id, cancellation);
        var (file, yaml) = await SweepsApi.ReadAsync(request, set, reading, cancellation);
        if (view.Total == 0 || !file.Good)
        {
            return view.Total == 0 ? SweepsApi.Unknown(id) : SweepsApi.Refused(file);
        }

        var changes = SweepDifference.Between(SweepSpec.FromJson(view.Spec), file.Spec, view.Finished + view.Leased);
        var shown = changes.Select(change => new ChangeDto(change.Key, change.From, change.To, change.Refused)).ToList();
        if (changes.Any(change => change.Refused is not null))
        {
            return TypedResults.Conflict(new AmendedDto(id, false, shown));
        }

        if (dryRun || changes.Count == 0)
        {
            return TypedResults.Ok(new AmendedDto(id, false, shown));
        }

        var amend = new ControlSweep.Types.Amend { Spec = file.Spec.ToJson(), Yaml = yaml, Was = view.Spec, Changes = { changes.Select(change => change.ToString()) } };
        var reply = await gateway.ControlAsync(new ControlSweep { Sweep = id, By = Callers.Of(request.HttpContext, who, why), Amend = amend }, cancellation);
        return reply.Accepted ? TypedResults.Ok(new AmendedDto(id, true, shown)) : SweepsApi.Refused(reply.Reason);
    }

    private static async Task<Controlled> Extend(string id, ControlDto? body, HttpContext context, SweepReading reading, SweepGateway gateway, CancellationToken cancellation)
    {
        var view = await gateway.SweepAsync(id, cancellation);
        if (view.Total == 0)
        {
            return SweepsApi.Unknown(id);
        }

        var (extend, fault) = ExtensionReader.Read(body?.Add, body?.Epochs, body?.Anew ?? false, SweepSpec.FromJson(view.Spec), reading.Catalogue);
        return extend is null ? SweepsApi.Refused(fault!) : await AskAsync(id, body, context, gateway, (command, _) => command.Extend = extend, cancellation);
    }

    private static async Task<Results<Ok<IReadOnlyList<HistoryDto>>, NotFound<ProblemDetails>>> History(string id, SweepGateway gateway, CancellationToken cancellation)
    {
        if ((await gateway.SweepAsync(id, cancellation)).Total == 0)
        {
            return SweepsApi.Unknown(id);
        }

        var history = await gateway.HistoryAsync(id, cancellation);
        return TypedResults.Ok<IReadOnlyList<HistoryDto>>([.. history.Records.Select(record => new HistoryDto(
            DateTimeOffset.FromUnixTimeMilliseconds(record.AtMs), record.What, NullIfEmpty(record.Who), NullIfEmpty(record.Why), NullIfEmpty(record.Detail)))]);
    }

    private static async Task<Results<Ok<WhyDto>, NotFound<ProblemDetails>>> Why(
        string id, SweepGateway gateway, TimeProvider clock, CancellationToken cancellation, int? trial = null)
    {
        var view = await gateway.SweepAsync(id, cancellation);
        if (view.Total == 0)
        {
            return SweepsApi.Unknown(id);
        }

        if (trial < 0 || trial >= view.Total)
        {
            return TypedResults.NotFound(new ProblemDetails
            {
                Title = "unknown trial",
                Detail = $"{id} has the trials 0 to {view.Total - 1}, not {trial}",
                Status = StatusCodes.Status404NotFound,
            });
        }

        var row = trial is { } index ? (await gateway.TrialsAsync(id, index, 1, cancellation)).Trials[0] : null;
        var history = await gateway.HistoryAsync(id, cancellation);
        var facts = new WhyFacts(view, row, [.. history.Records], await gateway.OverviewAsync(cancellation), clock.GetUtcNow());
        return TypedResults.Ok(WhyRules.Answer(facts));
    }

    private static async Task<Controlled> AskAsync(
        string id, ControlDto? body, HttpContext context, SweepGateway gateway, Action<ControlSweep, ControlDto> fill, CancellationToken cancellation)
    {
        if ((await gateway.SweepAsync(id, cancellation)).Total == 0)
        {
            return SweepsApi.Unknown(id);
        }

        var asked = body ?? new ControlDto();
        var command = new ControlSweep { Sweep = id, By = Callers.Of(context, asked.Who, asked.Why) };
        fill(command, asked);
        var reply = await gateway.ControlAsync(command, cancellation);
        return reply.Accepted ? TypedResults.Ok(new ControlledDto(id, reply.Text)) : SweepsApi.Refused(reply.Reason);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
