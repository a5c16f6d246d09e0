using GpuNode.Outboxes;
using Shared.Mlflow;

namespace GpuNode.Tracking;

/// <summary>Sends the files that an attempt has told of to its run, in order.</summary>
internal sealed class RunArtifacts(MlflowClient client, OutboxAttempt attempt)
{
    private bool _toldOfImages;

    /// <param name="missing">Only what the run does not have: another attempt goes on in it, which begins where this one's last checkpoint was and has none of the pictures before.</param>
    public async Task SendAsync(RunInfo run, bool missing, CancellationToken cancellation)
    {
        while (attempt.TryNextArtifact(out var artifact))
        {
            try
            {
                if (!missing || !await HasAsync(run.RunId, artifact.Name, cancellation))
                {
                    await client.UploadArtifactAsync(run.ArtifactUri!, artifact.Name, artifact.File, cancellation);
                    await TellOfImagesAsync(run.RunId, artifact.Name, cancellation);
                }
            }
            catch (Exception fault) when (fault is MlflowException { IsFinal: true } or IOException or UnauthorizedAccessException or ArgumentException)
            {
                // Refused for good, gone, or bound for a store that we do not speak to: the others must not wait behind it.
                attempt.ArtifactSent();
                throw;
            }

            attempt.ArtifactSent();
        }
    }

    // MLflow's page looks for stepped images where a run has this tag.
    private async Task TellOfImagesAsync(string run, string name, CancellationToken cancellation)
    {
        if (!_toldOfImages && name.StartsWith("images/", StringComparison.Ordinal))
        {
            await client.SetTagAsync(run, MlflowTags.LoggedImages, "True", cancellation);
            _toldOfImages = true;
        }
    }

    private async Task<bool> HasAsync(string run, string name, CancellationToken cancellation)
    {
        var folder = name.Contains('/', StringComparison.Ordinal) ? name[..name.LastIndexOf('/')] : null;
        return (await client.ListArtifactsAsync(run, folder, cancellation)).Any(entry => entry.Path == name);
    }
}
