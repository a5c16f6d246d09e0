using Microsoft.AspNetCore.Http.HttpResults;
using Orchestrator.Tracking.Store;

namespace Orchestrator.Operations;

/// <summary>What those who run a tracking server alone ask it: <c>/ready</c> and <c>/metrics</c>, as an orchestrator answers them.</summary>
internal static class TrackingOperations
{
    // A probe gives up soon.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapTrackingOperations(this WebApplication app)
    {
        app.MapMetrics();
        app.MapGet("/ready", Ready);
    }

    private static async Task<ContentHttpResult> Ready(TrackingStore store, CancellationToken cancellation) =>
        await store.TroubleAsync(Patience, cancellation) is { } trouble
            ? TypedResults.Text(trouble + "\n", statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text("ready\n");
}
