using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Api;
using Orchestrator.Dashboard;
using Orchestrator.Sweeps;

namespace Tests.CommandLine;

/// <summary>An orchestrator's HTTP API over a sweep that goes from frame to frame, one for each question, and then stays at the last.</summary>
internal sealed class SweepServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<SweepDto> _frames;
    private int _asked = -1;

    private SweepServer(IEnumerable<SweepDto> frames, IReadOnlyList<TrialDto> trials)
    {
        _frames = [.. frames];
        Trials = trials;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Spell(json.SerializerOptions));
        _app = builder.Build();
        Map();
    }

    public Uri Address => new(_app.Urls.Single());

    public IReadOnlyList<TrialDto> Trials { get; }

    /// <summary>What the next submission is answered; empty: accepted.</summary>
    public IReadOnlyList<SweepFault> Faults { get; set; } = [];

    /// <summary>The tracking server that the sweep names.</summary>
    public Uri? TrackingUri { get; set; }

    /// <summary>Other sweeps that are listed.</summary>
    public IReadOnlyList<SweepDto> Others { get; set; } = [];

    /// <summary>Everything that was posted, as path and query.</summary>
    public List<string> Posted { get; } = [];

    public static async Task<SweepServer> StartAsync(IEnumerable<SweepDto> frames, IReadOnlyList<TrialDto>? trials = null)
    {
        var server = new SweepServer(frames, trials ?? []);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.MapGet("/health", () => "OK");
        _app.MapGet("/api/sweeps", () => Others.Append(_frames[Math.Max(0, Math.Min(_asked, _frames.Count - 1))]));
        _app.MapGet("/api/sweeps/{id}", (string id) => _frames[0].Id == id
            ? Results.Ok(Tracked(_frames[Math.Min(Interlocked.Increment(ref _asked), _frames.Count - 1)]))
            : Results.Problem($"no sweep {id}", statusCode: 404));
        _app.MapGet("/api/sweeps/{id}/trials", (int offset, int limit) => new TrialPageDto(Trials.Count, [.. Trials.Skip(offset).Take(limit)]));
        _app.MapGet("/api/sweeps/{id}/why", (string id, int? trial) => new WhyDto(id, trial, "failed", "it failed for good", "'retry'", trial is null ? [] : [new(1, "boom"), new(2, "bang")]));
        _app.MapGet("/api/sweeps/{id}/history", () => new HistoryDto[] { new(DateTimeOffset.UnixEpoch, "paused", "ada@host", "a \u001b[31mdemo", "running trials finish") });
        _app.MapGet("/api/nodes", () => new NodeDto[] { new("node-a", "host", ["cpu-0", "cpu-1"], [new("quickstart-1", 0, "cpu-0")], false, DateTimeOffset.UnixEpoch) });
        _app.MapPost("/api/sweeps", Submit);
        _app.MapPost("/api/sweeps/{id}/{what}", (HttpContext context, string what) =>
        {
            Posted.Add(context.Request.Path);
            return what == "cancel" ? Results.Ok(new ControlledDto(_frames[0].Id, "is cancelled; 'resume' goes on with it")) : Results.Problem("the sweep is running already", statusCode: 409);
        });
        _app.MapPost("/ajax-api/2.0/mlflow/runs/search", () => Results.Text(Runs(_ => true), "application/json"));
        _app.MapPost("/api/2.0/mlflow/runs/search", async (HttpContext context) =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            var filter = body.RootElement.GetProperty("filter").GetString()!;
            return Results.Text(Runs(trial => filter.EndsWith($"tags.`experiments.trial` = '{trial.Index}'", StringComparison.Ordinal)), "application/json");
        });
        _app.MapDashboard();
    }

    private SweepDto Tracked(SweepDto sweep) => TrackingUri is null ? sweep : sweep with { Tracking = sweep.Tracking with { Uri = TrackingUri.AbsoluteUri } };

    private IResult Submit(HttpContext context)
    {
        Posted.Add(context.Request.Path + context.Request.QueryString);
        return Faults.Count > 0
            ? Results.Json(new RefusedDto("The sweep is refused.", Faults), statusCode: 400)
            : Results.Ok(new SubmittedDto(_frames[0].Id, Resumed: false, _frames[0].Trials.Total));
    }

    private string Runs(Func<TrialDto, bool> wanted) =>
        $$"""{"runs":[{{string.Join(',', Trials.Where(trial => trial.State == "finished" && wanted(trial)).Select(Run))}}]}""";

    private static string Run(TrialDto trial) =>
        $$$"""
        {"info":{"run_id":"run{{{trial.Index}}}","experiment_id":"1","status":"FINISHED","artifact_uri":"mlflow-artifacts:/1/run{{{trial.Index}}}/artifacts","lifecycle_stage":"active"},
         "data":{"tags":[{"key":"experiments.trial","value":"{{{trial.Index}}}"}]}}
        """;
}
