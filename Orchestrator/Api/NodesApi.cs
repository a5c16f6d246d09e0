using Microsoft.AspNetCore.Http.HttpResults;
using Orchestrator.Coordinator;
using Shared.Wire;

namespace Orchestrator.Api;

/// <summary>Node agents over HTTP.</summary>
public static class NodesApi
{
    public static IEndpointRouteBuilder MapNodes(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/nodes", List);
        app.MapGet("/api/nodes/load", Loads);
        app.MapGet("/api/health", () => TypedResults.Text("OK"));
        return app;
    }

    private static async Task<Ok<IReadOnlyList<NodeDto>>> List(SweepGateway gateway, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<NodeDto>>([.. (await gateway.OverviewAsync(cancellation)).Nodes.Select(Present)]);

    private static async Task<Ok<IReadOnlyDictionary<string, LoadHistoryDto>>> Loads(SweepGateway gateway, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyDictionary<string, LoadHistoryDto>>((await gateway.LoadsAsync(cancellation)).Nodes.ToDictionary(node => node.Key, node => LoadHistoryDto.Of(node.Value)));

    internal static NodeDto Present(NodeView node) => new(
        node.Agent,
        node.Host,
        [.. node.Slots.Select(slot => slot.Name)],
        [.. node.Running.Select(running => new NodeTrialDto(running.Trial.Sweep, running.Trial.Index, running.Slot))],
        node.Draining,
        DateTimeOffset.FromUnixTimeMilliseconds(node.SeenMs),
        node.Turnaround is { } turnaround ? new TurnaroundDto(turnaround.P50Ms, turnaround.P99Ms) : null,
        node.Load is { } load ? LoadDto.Of(load) : null,
        node.Version.Length > 0 ? node.Version : null,
        node.Refused.Length > 0 ? node.Refused : null);
}
