namespace Shared.Mlflow;

/// <summary>The files that a finished trial leaves in its run for other programs, and how its run is found.</summary>
public static class TrialArtifacts
{
    /// <summary>The final weights, which say what they are the weights of.</summary>
    public const string Weights = "weights.safetensors";

    /// <summary>The last checkpoint, from which the trial can train on.</summary>
    public const string Checkpoint = "checkpoint.bin";

    /// <summary>The hashes of the weights, epoch by epoch.</summary>
    public const string Chain = "weights.chain";

    /// <summary>Bytes that a download may have: a thousand times the largest model here.</summary>
    public const long LargestFile = 4L << 30;

    /// <summary>The run of one trial; null where there is none. An answer that was lost may have left a second, empty run behind: the one that was closed counts.</summary>
    public static async Task<MlflowRun?> FindRunAsync(MlflowClient client, string experiment, string sweep, int index, string key, CancellationToken cancellation)
    {
        var page = await client.SearchRunsAsync([experiment], SweepTags.RunOf(sweep, index, key), maxResults: 10, cancellation: cancellation);
        return page.Runs?.OrderBy(run => run.Info.Status == RunStatus.Finished ? 0 : 1).FirstOrDefault();
    }
}
