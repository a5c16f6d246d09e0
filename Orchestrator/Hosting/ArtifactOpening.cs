using Orchestrator.Checkpoints;
using Orchestrator.Tracking.Artifacts;
using Serilog;

namespace Orchestrator.Hosting;

/// <summary>Opens where artifacts and checkpoints lie, before anybody asks for one.</summary>
internal static class ArtifactOpening
{
    /// <summary>Whether a bucket lets us in, before anything is made: a start that was refused must not look like one that comes back.</summary>
    /// <exception cref="RefusalException">It does not; one line with the cure.</exception>
    public static async Task CheckAsync(string bucket, CancellationToken cancellation)
    {
        using var store = ObjectStores.Open(ObjectStoreAddress.Parse(bucket), Path.GetTempPath());
        try
        {
            await store.CheckAsync(cancellation);
        }
        catch (IOException fault)
        {
            throw new RefusalException($"{fault.Message}; {ObjectStores.Cure}", fault);
        }
    }

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
