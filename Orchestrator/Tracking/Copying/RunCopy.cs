using Shared.Mlflow;

namespace Orchestrator.Tracking.Copying;

/// <summary>Copies what was logged to one run; to do it again adds nothing.</summary>
/// <param name="copies">Originals' ids → copies' ids, of all runs that other runs may name.</param>
internal sealed class RunCopy(MlflowClient source, MlflowClient target, IReadOnlyDictionary<string, string> copies, CopyTally tally)
{
    public async Task CopyAsync(MlflowRun original, RunInfo copy, CancellationToken cancellation)
    {
        var data = original.Data ?? new RunData(null, null, null);
        await target.LogBatchAsync(copy.RunId, null, data.Params, CopyTags.Translate(data.Tags ?? [], copies), cancellation);
        foreach (var metric in data.Metrics ?? [])
        {
            await foreach (var page in source.GetMetricPagesAsync(original.Info.RunId, metric.Key, cancellation))
            {
                await target.LogBatchAsync(copy.RunId, page, cancellation: cancellation);
                tally.Points(page.Count);
            }
        }

        await CopyFilesAsync(original.Info, copy, cancellation);
        var end = original.Info.EndTime is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : default(DateTimeOffset?);
        await target.UpdateRunAsync(copy.RunId, original.Info.Status, end, cancellation: cancellation);
        await target.SetTagAsync(copy.RunId, CopyTags.Whole, CopyTags.StateOf(original.Info), cancellation);
        tally.Run();
    }

    private async Task CopyFilesAsync(RunInfo original, RunInfo copy, CancellationToken cancellation)
    {
        var folders = new Stack<string?>([null]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in await ListAsync(original.RunId, folder, cancellation))
            {
                if (entry.IsDir)
                {
                    folders.Push(entry.Path);
                }
                else if (!await CopyFileAsync(original.ArtifactUri ?? "", copy.ArtifactUri ?? "", entry.Path, cancellation))
                {
                    tally.Unreachable();
                    return;
                }
            }
        }
    }

    // A server of ours does not list files that lie elsewhere.
    private async Task<IReadOnlyList<ArtifactEntry>> ListAsync(string run, string? folder, CancellationToken cancellation)
    {
        try
        {
            return await source.ListArtifactsAsync(run, folder, cancellation);
        }
        catch (MlflowException fault) when (fault.StatusCode is System.Net.HttpStatusCode.NotImplemented)
        {
            tally.Unreachable();
            return [];
        }
    }

    /// <summary>False where the file does not go through its server.</summary>
    private async Task<bool> CopyFileAsync(string from, string to, string path, CancellationToken cancellation)
    {
        // On the disk: a file may be larger than the memory, and is sent anew when a try fails.
        var aside = Path.Combine(Path.GetTempPath(), $"experiments-copy-{Guid.CreateVersion7():N}");
        try
        {
            await using (var file = File.Create(aside))
            {
                await source.DownloadArtifactAsync(from, path, file, cancellation: cancellation);
            }

            await target.UploadArtifactAsync(to, path, aside, cancellation);
            tally.File();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
        finally
        {
            File.Delete(aside);
        }
    }
}
