using Experiments.Checkpoints;
using Experiments.Data;
using Experiments.Trainer;
using Experiments.Training;
using Shared.Wire;

namespace Experiments.Tools;

/// <summary>
/// <c>replay WEIGHTS CHAIN --dataset DIR [--start FILE]</c>: trains a trial once more from what its weights' file says it was, and holds the weights of each epoch
/// against the recorded hash chain. Ends at the first epoch that differs.
/// </summary>
public static class ReplayCommand
{
    public static int Run(string[] arguments) => ToolRun.Run(arguments, (given, stop) =>
    {
        var trial = TrainedModel.ReadTrial(given.Positional(0, "WEIGHTS"));
        var recorded = WeightChain.Parse(File.ReadAllBytes(given.Positional(1, "CHAIN"))).Hashes;
        var folder = Directory.CreateTempSubdirectory("replay-").FullName;
        try
        {
            trial.Trial = new TrialRef { Sweep = "replay", Attempt = 1 };
            trial.WorkFolder = folder;
            trial.DatasetFolder = given.Text("dataset") ?? "";
            trial.StartWeights = given.Text("start") ?? "";
            trial.CheckpointEvery = 1;
            Console.WriteLine(Replay(trial, recorded, new ToolLines("epochs", Console.Out, Console.Error, TimeProvider.System), stop));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    });

    /// <returns>The good news in a line.</returns>
    /// <exception cref="ToolRefusedException">The weights differ, or the trial could not be trained.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static string Replay(RunTrial trial, IReadOnlyList<string> recorded, IToolWatcher watcher, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var checkpoints = new CheckpointFile(Path.Combine(trial.WorkFolder, CheckpointFile.Name), trial.Key, Console.Error);
        string? difference = null;
        using var images = new ResidentImages();
        var ended = new TrialRunner(images, TimeProvider.System, Seen).Run(trial, either.Token).Ended;
        stop.ThrowIfCancellationRequested();
        return difference is not null ? throw new ToolRefusedException(difference)
            : ended.Outcome != Outcome.Finished ? throw new ToolRefusedException($"the trial could not be trained again: {ended.Reason}")
            : ended.Epoch != recorded.Count ? throw new ToolRefusedException($"the trial has {ended.Epoch} epochs, but {recorded.Count} are recorded")
            : $"the weights {(recorded.Count == 1 ? "after the one epoch" : $"of all {recorded.Count} epochs")} are the recorded ones, to the bit";

        void Seen(TrainerReport report)
        {
            if (report.Row is null || difference is not null)
            {
                return;
            }

            // The row comes after its epoch's checkpoint.
            var epoch = (int)report.Row.Step;
            var again = WeightChain.Parse(checkpoints.Read()!.State[TrainingLoop.Chain]).Hashes[epoch - 1];
            watcher.Done(epoch, recorded.Count);
            if (epoch > recorded.Count || again != recorded[epoch - 1])
            {
                difference = $"the weights differ from the recorded ones in epoch {epoch}: they were not trained by the same program on the same images and processor type";
                either.Cancel();
            }
        }
    }
}
