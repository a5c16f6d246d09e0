using GpuNode.Trainers;
using Serilog;
using Shared.Checkpoints;
using Shared.Trials;

namespace GpuNode.Checkpoints;

/// <summary>Brings the newest checkpoint of a trial into its work folder, where another node was further than this one. Whatever goes wrong costs training time, never the trial.</summary>
public sealed class CheckpointFetch(CheckpointClient client, TimeProvider clock)
{
    private const int Tries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Leaves the best checkpoint that can be had in the folder: a kept one that is further than the folder's own, or that one, or none.</summary>
    public async Task EnsureAsync(HostedTrial trial, string folder, IProgress<string> waits, CancellationToken stop)
    {
        if (!trial.Assignment.Checkpointed || trial.CheckpointUri.Length == 0)
        {
            return;
        }

        var file = Path.Combine(folder, CheckpointHeader.FileName);
        var own = CheckpointHeader.TryRead(file) is { } header && header.Key == trial.Assignment.Key ? header : (CheckpointHeader?)null;
        waits.Report("fetching its checkpoint");
        foreach (var kept in Candidates(trial, await ManifestAsync(trial, stop), own))
        {
            if (await TryAsync(trial, kept, file, stop))
            {
                Log.Information("Trial {Sweep}/{Trial} goes on from epoch {Epoch}, which attempt {Attempt} of {Source} had reached", trial.Ref.Sweep, trial.Ref.Index, kept.Epoch, kept.Attempt, kept.Sweep);
                return;
            }
        }
    }

    /// <summary>What is worth fetching, the furthest first. A sweep that trains anew takes no other sweep's.</summary>
    public static IEnumerable<KeptCheckpoint> Candidates(HostedTrial trial, TrialCheckpoints manifest, CheckpointHeader? own) => manifest.Kept
        .Where(kept => (!trial.Sweep.Anew || kept.Sweep == trial.Ref.Sweep) && new CheckpointHeader(manifest.Key, kept.Epoch, kept.Batch).IsAfter(own))
        .OrderByDescending(kept => (kept.Epoch, kept.Batch));

    private async Task<TrialCheckpoints> ManifestAsync(HostedTrial trial, CancellationToken stop)
    {
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                return await client.ManifestAsync(trial.CheckpointUri, trial.Assignment.Key, stop);
            }
            catch (Exception fault) when (IsTrouble(fault, stop))
            {
                if (left == 0)
                {
                    Log.Warning("Trial {Sweep}/{Trial} goes on from what this node has, if anything: {Reason}", trial.Ref.Sweep, trial.Ref.Index, fault.Message);
                    return new TrialCheckpoints(trial.Assignment.Key, []);
                }
            }

            await Task.Delay(Pause, clock, stop);
        }
    }

    private async Task<bool> TryAsync(HostedTrial trial, KeptCheckpoint kept, string file, CancellationToken stop)
    {
        var beside = file + ".fetched";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await client.DownloadAsync(trial, kept, beside, stop);
            if (CheckpointHeader.TryRead(beside)?.Key != trial.Assignment.Key)
            {
                throw new InvalidDataException("it is another trial's");
            }

            File.Move(beside, file, overwrite: true);
            return true;
        }
        catch (Exception fault) when (IsTrouble(fault, stop))
        {
            Log.Warning(
                "The checkpoint of epoch {Epoch} of {Sweep}/{Trial} can't be used: {Reason}; an older one is tried, or training begins from scratch",
                kept.Epoch, trial.Ref.Sweep, trial.Ref.Index, fault.Message);
            File.Delete(beside);
            return false;
        }
    }

    private static bool IsTrouble(Exception fault, CancellationToken stop) =>
        !stop.IsCancellationRequested && fault is HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException or System.Text.Json.JsonException or TaskCanceledException;
}
