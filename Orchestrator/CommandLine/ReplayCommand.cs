using System.CommandLine;
using Orchestrator.Api;
using Shared.Datasets;
using Shared.Mlflow;

namespace Orchestrator.CommandLine;

/// <summary><c>replay SWEEP TRIAL</c>: trains one trial again outside of the cluster, and says whether its weights are the recorded ones, epoch by epoch.</summary>
public static class ReplayCommand
{
    public static Command Create(Terminal terminal, CommandServices services)
    {
        var (sweep, server, data) = (SweepArguments.Known(), SweepArguments.ServerToRead(), SweepArguments.Data());
        var trial = new Argument<int>("TRIAL") { Description = "The trial's index, as tables show it" };
        var command = new ExampleCommand("replay", "Train a finished trial again, here and alone, and hold its weights against the recorded ones, to the bit") { sweep, trial, server, data };
        command.SetAction((parsed, cancellation) => TrialFiles.WithAsync(
            parsed.GetValue(sweep)!,
            parsed.GetValue(server),
            parsed.GetValue(data)!,
            terminal,
            services,
            files => ReplayAsync(files, parsed.GetValue(trial), terminal, cancellation),
            cancellation));
        return command.Example("replay quickstart 3", "replay quickstart 3 --data /scratch/vae", "replay quickstart 3 --server http://10.0.0.5:5680");
    }

    private static async Task<int> ReplayAsync(TrialFiles files, int index, Terminal terminal, CancellationToken cancellation)
    {
        var trial = await files.FinishedAsync(index, cancellation);
        var folder = Directory.CreateTempSubdirectory("replay-").FullName;
        try
        {
            var weights = await files.DownloadAsync(trial, TrialArtifacts.Weights, folder, cancellation);
            var chain = await files.DownloadAsync(trial, TrialArtifacts.Chain, folder, cancellation);
            var start = await StartAsync(files, trial, folder, cancellation);
            var dataset = files.Sweep.Dataset ?? throw new RefusalException($"{files.Sweep.Id} says nothing of its data set: is the orchestrator of an older version?");
            var images = await DatasetStore.Standard().EnsureAsync(dataset.Name, dataset.Options, null, cancellation);
            await terminal.Out.WriteLineAsync($"training trial {index} of {files.Sweep.Id} again");
            return await TrainerTool.RunAsync(["replay", weights, chain, "--dataset", images, .. start is null ? [] : new[] { "--start", start }], terminal, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The weights that the trial started from are the final ones of a trial of another sweep.
    private static async Task<string?> StartAsync(TrialFiles files, TrialDto trial, string folder, CancellationToken cancellation)
    {
        if (trial.StartTrial is not { } index || files.Sweep.Start is not { } start)
        {
            return null;
        }

        var source = await files.OfAsync(start.Sweep, cancellation);
        var below = Directory.CreateDirectory(Path.Combine(folder, "start")).FullName;
        return await source.DownloadAsync(await source.FinishedAsync(index, cancellation), TrialArtifacts.Weights, below, cancellation);
    }
}
