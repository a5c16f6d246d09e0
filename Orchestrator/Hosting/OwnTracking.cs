using Orchestrator.Tracking.Access;
using Shared.Mlflow;

namespace Orchestrator.Hosting;

/// <summary>An orchestrator is a client of its own tracking server like any other, and is found out before it starts where that would not let it in.</summary>
internal static class OwnTracking
{
    /// <exception cref="RefusalException">The users' file can't be used, or does not know whom the environment says we are.</exception>
    public static async Task CheckAsync(OrchestratorOptions options, MlflowConnection connection, CancellationToken cancellation)
    {
        if (options is not { TrackingUri: null, TrackingAccess.UsersFile: { } file })
        {
            return;
        }

        using var keeper = new Gatekeeper(file, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<Gatekeeper>.Instance);
        if (!await keeper.AdmitsAsync(connection.Authorization?.ToString(), cancellation))
        {
            var given = connection.Authorization is null ? "no credentials are set" : "it does not know the credentials that are set";
            throw new RefusalException(
                $"the tracking server would not let its own orchestrator in: {file} names its users, and {given}; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, here and on each node");
        }
    }
}
