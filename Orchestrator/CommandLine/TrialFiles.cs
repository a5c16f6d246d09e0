using System.Net;
using Orchestrator.Api;
using Orchestrator.Hosting;
using Shared.Mlflow;
using Shared.Security;

namespace Orchestrator.CommandLine;

/// <summary>Trials by what a person says of them, and the files they left in the tracking server.</summary>
public sealed class TrialFiles(OrchestratorClient orchestrator, SweepDto sweep)
{
    public SweepDto Sweep => sweep;

    /// <summary>The same of another sweep of the orchestrator.</summary>
    public async Task<TrialFiles> OfAsync(string id, CancellationToken cancellation) => new(orchestrator, await orchestrator.SweepAsync(id, cancellation));

    /// <param name="trial">An index; null: the best.</param>
    /// <exception cref="RefusalException">There is no such trial, or it is not finished.</exception>
    public async Task<TrialDto> FinishedAsync(int? trial, CancellationToken cancellation)
    {
        var index = trial ?? sweep.Best?.Index ?? throw new RefusalException($"no trial of {sweep.Id} is finished yet");
        if (index < 0 || index >= sweep.Trials.Total)
        {
            throw new RefusalException($"{sweep.Id} has the trials 0 to {sweep.Trials.Total - 1}, not {index}");
        }

        var found = await orchestrator.TrialAsync(sweep.Id, index, cancellation);
        return found.State == "finished" ? found : throw new RefusalException($"trial {index} of {sweep.Id} {(found.State == "failed" ? "failed" : $"is {found.State}")}: only a finished trial has weights");
    }

    /// <summary>The tracking server that the sweep is recorded in.</summary>
    public MlflowClient Tracking() => new(orchestrator.TrackingOf(sweep));

    /// <summary>The run that holds a trial's files.</summary>
    /// <exception cref="RefusalException">There is none any more.</exception>
    public async Task<MlflowRun> RunAsync(MlflowClient client, TrialDto trial, CancellationToken cancellation) =>
        await TrialArtifacts.FindRunAsync(client, sweep.Tracking.ExperimentId ?? "", sweep.Id, trial.Index, trial.Key, cancellation)
            ?? throw new RefusalException($"trial {trial.Index} of {sweep.Id} has no run in {sweep.Tracking.Uri}: was it deleted?");

    /// <summary>Downloads a file of the trial's run.</summary>
    /// <returns>Its path in the folder.</returns>
    /// <exception cref="RefusalException">The trial left no such file.</exception>
    public async Task<string> DownloadAsync(TrialDto trial, string artifact, string folder, CancellationToken cancellation)
    {
        using var client = Tracking();
        var run = await RunAsync(client, trial, cancellation);
        var file = Path.Combine(folder, artifact);
        try
        {
            await using var stream = File.Create(file);
            await client.DownloadArtifactAsync(run.Info.ArtifactUri ?? "", artifact, stream, TrialArtifacts.LargestFile, cancellation);
            return file;
        }
        catch (MlflowException missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            throw new RefusalException($"trial {trial.Index} of {sweep.Id} has no artifact {artifact}: was it trained by an experiment that keeps its weights?", missing);
        }
    }

    /// <summary>Opens the sweep at the orchestrator that was named, or else at one started for the while on the data folder.</summary>
    /// <exception cref="RefusalException">There is no such sweep, or no data.</exception>
    public static async Task<int> WithAsync(
        string wanted, string? server, string data, Terminal terminal, CommandServices services, Func<TrialFiles, Task<int>> use, CancellationToken cancellation)
    {
        if (SweepArguments.NamedServer(server, terminal) is { } named)
        {
            return await WithAsync(named, SweepArguments.Access(terminal), wanted, use, cancellation);
        }

        if (!File.Exists(new OrchestratorOptions { DataFolder = data }.JournalPath))
        {
            throw new RefusalException($"{Path.GetFullPath(data)} holds no sweeps: name the folder of the run with --data, or an orchestrator with --server");
        }

        var orchestrator = await StartAsync(data, services, cancellation);
        try
        {
            return await WithAsync(orchestrator.Address, orchestrator.Access, wanted, use, cancellation);
        }
        finally
        {
            await orchestrator.StopAsync();
        }
    }

    private static async Task<RunningOrchestrator> StartAsync(string data, CommandServices services, CancellationToken cancellation)
    {
        try
        {
            return await services.StartOrchestrator(new OrchestratorOptions { DataFolder = data, HttpPort = 0, ClusterPort = 0 }.Checked(), cancellation);
        }
        catch (RefusalException held) when (Surroundings.IsHeld(held))
        {
            throw new RefusalException($"{Path.GetFullPath(data)} is in use by a running orchestrator: name that one with --server, such as --server http://127.0.0.1:{OrchestratorOptions.DefaultHttpPort}", held);
        }
    }

    private static async Task<int> WithAsync(Uri server, OrchestratorAccess access, string wanted, Func<TrialFiles, Task<int>> use, CancellationToken cancellation)
    {
        using var client = new OrchestratorClient(server, access);
        return await use(new TrialFiles(client, await SweepChoice.AskAsync(client, wanted, cancellation)));
    }
}
