using System.Collections.Concurrent;
using Serilog;
using Shared.Mlflow;
using Shared.Wire;

namespace GpuNode.Tracking;

/// <summary>
/// Brings the last checkpoint of a trial that finished with fewer epochs from its run into its work folder, so that it trains on from there on any node. It only saves time: from
/// scratch it would come to the same bits, and so it begins where the checkpoint can't be had.
/// </summary>
/// <param name="credentials">By which tracking servers are reached; null: as nobody.</param>
public sealed class ShorterTrainings(TimeProvider clock, AgentCredentials? credentials = null) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, MlflowClient> _clients = new();

    /// <param name="work">The trial's own folder.</param>
    /// <param name="waits">Told what it waits for.</param>
    public async Task EnsureAsync(SweepHeader sweep, Assignment assignment, string work, IProgress<string> waits, CancellationToken stop)
    {
        var file = Path.Combine(work, TrialArtifacts.Checkpoint);
        if (assignment.Shorter.Count == 0 || sweep.TrackingUri.Length == 0 || File.Exists(file))
        {
            return;
        }

        waits.Report("fetching its checkpoint");
        try
        {
            foreach (var key in assignment.Shorter.Prepend(assignment.Key))
            {
                if (await FetchAsync(sweep, assignment.Index, key, file, stop))
                {
                    return;
                }
            }
        }
        catch (Exception fault) when (fault is MlflowException or HttpRequestException or IOException or ArgumentException)
        {
            Log.Warning("Trial {Sweep}/{Trial} trains on from scratch: its checkpoint can't be fetched: {Reason}", sweep.Id, assignment.Index, fault.Message);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task<bool> FetchAsync(SweepHeader sweep, int index, string key, string file, CancellationToken stop)
    {
        var client = _clients.GetOrAdd(sweep.TrackingUri, uri => new MlflowClient((credentials ?? AgentCredentials.None).Tracking(uri, sweep.CheckpointUri), new MlflowClientOptions { Patience = Patience }, clock));
        if (await TrialArtifacts.FindRunAsync(client, sweep.TrackingExperiment, sweep.Id, index, key, stop) is not { } run)
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var beside = file + ".fetched";
        await using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true))
        {
            await client.DownloadArtifactAsync(run.Info.ArtifactUri ?? "", TrialArtifacts.Checkpoint, stream, TrialArtifacts.LargestFile, stop);
        }

        File.Move(beside, file, overwrite: true);
        return true;
    }
}
