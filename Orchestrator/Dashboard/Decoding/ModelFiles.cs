using System.Net;
using Orchestrator.Api;
using Shared.Mlflow;

namespace Orchestrator.Dashboard.Decoding;

/// <summary>Weights of trials as files on this machine: those that were asked for last, in a folder that goes with us.</summary>
public sealed class ModelFiles : IDisposable
{
    private const int Most = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-decode-").FullName;
    private readonly SemaphoreSlim _turn = new(1);
    // Trial keys, the newest last: what they are the weights of never changes.
    private readonly List<string> _kept = [];

    /// <summary>The path of a finished trial's weights.</summary>
    /// <exception cref="RefusalException">Its run or its weights are gone, or the tracking server does not answer.</exception>
    public async Task<string> FindAsync(MlflowClient tracking, SweepDto sweep, TrialDto trial, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var path = Path.Combine(_folder, $"{trial.Key}.safetensors");
            if (!_kept.Remove(trial.Key))
            {
                await DownloadAsync(tracking, sweep, trial, path, cancellation);
            }

            _kept.Add(trial.Key);
            if (_kept.Count > Most)
            {
                File.Delete(Path.Combine(_folder, $"{_kept[0]}.safetensors"));
                _kept.RemoveAt(0);
            }

            return path;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _turn.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task DownloadAsync(MlflowClient tracking, SweepDto sweep, TrialDto trial, string path, CancellationToken cancellation)
    {
        try
        {
            var run = await TrialArtifacts.FindRunAsync(tracking, sweep.Tracking.ExperimentId ?? "", sweep.Id, trial.Index, trial.Key, cancellation)
                ?? throw new RefusalException($"trial {trial.Index} has no run any more: was it deleted?");
            await using var file = File.Create(path);
            await tracking.DownloadArtifactAsync(run.Info.ArtifactUri ?? "", TrialArtifacts.Weights, file, TrialArtifacts.LargestFile, cancellation);
        }
        catch (MlflowException missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            throw new RefusalException($"trial {trial.Index} keeps no weights", missing);
        }
        catch (MlflowException fault)
        {
            throw new RefusalException($"the weights of trial {trial.Index} cannot be had: {fault.Message}", fault);
        }
    }
}
