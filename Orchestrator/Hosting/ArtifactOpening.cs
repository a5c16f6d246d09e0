using Orchestrator.Checkpoints;
using Orchestrator.Tracking.Artifacts;
using Serilog;

namespace Orchestrator.Hosting;

/// <summary>Opens where artifacts and checkpoints lie, before anybody asks for one.</summary>
internal static class ArtifactOpening
{
    /// <param name="comesBack">To sweeps of its own, which go on without the object store: one that does not answer is waited for.</param>
    /// <exception cref="RefusalException">The object store does not let us in; one line with the cure.</exception>
    /// <exception cref="IOException">The folder can't be used.</exception>
    public static async Task OpenArtifactsAsync(this IServiceProvider services, OrchestratorOptions options, bool comesBack, CancellationToken cancellation)
    {
        try
        {
            await services.GetRequiredService<IArtifactStore>().CheckAsync(cancellation);
            // A tracking server alone keeps none.
            if (services.GetService<CheckpointStore>() is { } checkpoints)
            {
                await checkpoints.LoadAsync(services.GetRequiredService<TimeProvider>().GetUtcNow());
            }
        }
        catch (IOException fault) when (options.Artifacts is not null && !comesBack)
        {
            throw new RefusalException($"{fault.Message}; {ObjectStores.Cure}", fault);
        }
        catch (IOException fault) when (options.Artifacts is not null)
        {
            Log.Warning("The object store does not answer and is waited for: {Reason}", fault.Message);
        }
    }
}
