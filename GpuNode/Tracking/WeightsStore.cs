using System.Collections.Concurrent;
using System.Globalization;
using Serilog;
using Shared.Mlflow;
using Shared.Wire;

namespace GpuNode.Tracking;

/// <summary>
/// Brings the final weights of one trial into the work folder of another that starts from them, from the first one's run in the tracking server: any node can do it. A tracking server that
/// is away is waited for; a run that is still being recorded is waited for within a patience, for a sweep counts a trial as finished before its last artifact was sent.
/// </summary>
/// <param name="patience">How long a run that is not there yet, or not closed, is waited for.</param>
/// <param name="credentials">By which tracking servers are reached; null: as nobody.</param>
public sealed class WeightsStore(TimeProvider clock, TimeSpan? patience = null, AgentCredentials? credentials = null) : IDisposable
{
    /// <summary>The file in the work folder of the trial that starts from it.</summary>
    public const string FileName = "start.safetensors";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly TimeSpan _patience = patience ?? TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, MlflowClient> _clients = new();

    /// <summary>The weights' file, fetched unless an earlier attempt of the trial did. Retries until the stop while the tracking server is away.</summary>
    /// <param name="work">The trial's own folder.</param>
    /// <param name="waits">Told what it waits for.</param>
    /// <param name="orchestrator">Base address of the orchestrator that has the trial's sweep.</param>
    /// <returns>The file's absolute path; where it exists it is whole.</returns>
    /// <exception cref="InvalidDataException">The source has no such weights, or far too large ones; one line for a person.</exception>
    public async Task<string> EnsureAsync(StartWeights start, string work, IProgress<string> waits, CancellationToken stop, string orchestrator = "")
    {
        var file = Path.Combine(work, FileName);
        if (File.Exists(file))
        {
            return file;
        }

        Directory.CreateDirectory(work);
        var source = string.Create(CultureInfo.InvariantCulture, $"trial {start.Trial.Index} of {start.Trial.Sweep}");
        var (began, pause) = (clock.GetTimestamp(), FirstPause);
        while (true)
        {
            waits.Report($"fetching the weights of {source}");
            try
            {
                var run = await FindAsync(ClientFor(start, orchestrator), start, stop);
                if (run?.Info.Status is RunStatus.Finished or RunStatus.Failed or RunStatus.Killed || clock.GetElapsedTime(began) >= _patience)
                {
                    await DownloadAsync(ClientFor(start, orchestrator), run ?? throw new InvalidDataException($"{source} has no run in {start.TrackingUri}: was it deleted?"), file, source, stop);
                    return file;
                }

                waits.Report($"the run of {source} is not recorded whole yet");
            }
            catch (MlflowException away) when (!away.IsFinal)
            {
                Log.Warning("The weights of {Source} can't be fetched yet: {Reason}; trying again in {Pause}", source, away.Message, pause);
                waits.Report($"the weights of {source}: {away.Message}");
            }

            await Task.Delay(pause, clock, stop);
            pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static async Task<MlflowRun?> FindAsync(MlflowClient client, StartWeights start, CancellationToken stop)
    {
        try
        {
            return await TrialArtifacts.FindRunAsync(client, start.TrackingExperiment, start.Trial.Sweep, start.Trial.Index, start.Trial.Key, stop);
        }
        catch (MlflowException refused) when (refused.IsFinal)
        {
            throw new InvalidDataException($"the run of trial {start.Trial.Index} of {start.Trial.Sweep} can't be looked for: {refused.Message}", refused);
        }
    }

    private static async Task DownloadAsync(MlflowClient client, MlflowRun run, string file, string source, CancellationToken stop)
    {
        var beside = file + ".tmp";
        try
        {
            await using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true))
            {
                await client.DownloadArtifactAsync(run.Info.ArtifactUri ?? "", TrialArtifacts.Weights, stream, TrialArtifacts.LargestFile, stop);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, file, overwrite: true);
        }
        catch (Exception refused) when (refused is MlflowException { IsFinal: true } or ArgumentException)
        {
            File.Delete(beside);
            throw new InvalidDataException(
                refused is MlflowException { StatusCode: System.Net.HttpStatusCode.NotFound }
                    ? $"{source} has no artifact {TrialArtifacts.Weights}, so nothing can start from it: was it trained by an experiment that keeps its weights?"
                    : $"the weights of {source} can't be fetched: {refused.Message}",
                refused);
        }
    }

    // Impatient: the loop above tries again, and says meanwhile what it waits for.
    private MlflowClient ClientFor(StartWeights start, string orchestrator) =>
        _clients.GetOrAdd(start.TrackingUri, uri => new MlflowClient((credentials ?? AgentCredentials.None).Tracking(uri, orchestrator), new MlflowClientOptions { Patience = TimeSpan.FromSeconds(5) }, clock));
}
