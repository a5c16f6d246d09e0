using Orchestrator.Api;
using Shared.Mlflow;

namespace Orchestrator.CommandLine;

/// <summary>Finds where a trial's pictures lie.</summary>
public static class BestPictures
{
    private const string Folder = "pictures";

    // Where the tracking server is gone, the summary comes without this line, and soon.
    private static readonly MlflowClientOptions Impatient = new() { RequestTimeout = TimeSpan.FromSeconds(5), Patience = TimeSpan.Zero };

    /// <summary>A folder on this disk where the orchestrator's own tracking server keeps it, else the run's page; null where there is none.</summary>
    /// <param name="artifacts">The own tracking server's artifact folder; null for another server.</param>
    public static async Task<string?> OfAsync(SweepDto sweep, Func<MlflowConnection> tracking, string? artifacts, CancellationToken cancellation)
    {
        if (sweep is not { Best: { } best, Tracking: { ExperimentId: { } experiment, ParentRunId: { } parent } })
        {
            return null;
        }

        try
        {
            using var client = new MlflowClient(tracking(), Impatient);
            var filter = $"{SweepTags.ChildrenOf(parent)} AND tags.`{SweepTags.Trial}` = '{best.Index}'";
            var runs = await client.SearchRunsAsync([experiment], filter, maxResults: 1, cancellation: cancellation);
            return await TrialArtifacts.OriginalAsync(client, runs.Runs is [var newest, ..] ? newest : null, cancellation) is { Info: var run } ? artifacts is null ? Page(client.Connection.Address, run) : OnDisk(artifacts, run) : null;
        }
        catch (Exception exception) when (exception is MlflowException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The folder of an artifact root such as <c>mlflow-artifacts:/1/4f2a/artifacts</c>, if it exists.</summary>
    private static string? OnDisk(string artifacts, RunInfo run)
    {
        if (!Uri.TryCreate(run.ArtifactUri, UriKind.Absolute, out var root) || !ArtifactAddress.IsSafe(root.AbsolutePath.Trim('/')))
        {
            return null;
        }

        var folder = Path.Combine(artifacts, root.AbsolutePath.Trim('/'), Folder);
        return Directory.Exists(folder) ? folder : null;
    }

    private static string Page(Uri server, RunInfo run) => new Uri(server, $"#/experiments/{run.ExperimentId}/runs/{run.RunId}").AbsoluteUri;
}
