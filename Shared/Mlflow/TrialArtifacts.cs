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

    /// <summary>What attempts' trainers and agents said; no part of a result, for it tells what befell them.</summary>
    public const string Logs = "logs/";

    public static string LogOf(int attempt) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Logs}attempt-{attempt}.log");

    /// <summary>Bytes that a download may have: a thousand times the largest model here.</summary>
    public const long LargestFile = 4L << 30;

    /// <summary>The run that holds one trial's files; null where there is none. A trial that was answered by another has that one's. An answer that was lost may have left a second, empty run behind: the one that was closed counts.</summary>
    public static async Task<MlflowRun?> FindRunAsync(MlflowClient client, string experiment, string sweep, int index, string key, CancellationToken cancellation)
    {
        var page = await client.SearchRunsAsync([experiment], SweepTags.RunOf(sweep, index, key), maxResults: 10, cancellation: cancellation);
        var run = page.Runs?.OrderBy(run => run.Info.Status == RunStatus.Finished ? 0 : 1).FirstOrDefault();
        return await OriginalAsync(client, run, cancellation);
    }

    /// <summary>The run itself, or the one that it was answered by.</summary>
    public static async Task<MlflowRun?> OriginalAsync(MlflowClient client, MlflowRun? run, CancellationToken cancellation)
    {
        var original = run?.Data?.Tags?.FirstOrDefault(tag => tag.Key == SweepTags.ReusedRun).Value;
        return original is null ? run : await client.GetRunAsync(original, cancellation);
    }
}
