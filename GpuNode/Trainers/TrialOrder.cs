using GpuNode.Watching;
using Shared.Hosting;
using Shared.Wire;

namespace GpuNode.Trainers;

/// <summary>Gets everything that a trial needs onto this machine, and makes of it the order that its trainer is given.</summary>
internal sealed class TrialOrder(string device, TrainerSettings settings)
{
    /// <returns>Null where a stop was wanted meanwhile.</returns>
    public async Task<RunTrial?> PrepareAsync(HostedTrial trial, AttemptSpan span)
    {
        var waiting = new Waiting(trial);
        var (work, folder, weights) = (settings.WorkFolder(trial.Ref), "", "");
        if (trial.Sweep.Dataset.Length > 0)
        {
            folder = await span.StepAsync("data set", () => settings.Datasets(trial.Sweep, waiting));
            trial.Waits = "";
        }

        if (trial.Assignment.Start is { } start)
        {
            weights = await span.StepAsync("start weights", () => settings.Weights(trial.Sweep, start, work, waiting, trial.Stopping));
            trial.Waits = "";
        }

        await span.StepAsync("checkpoint", async () =>
        {
            await (settings.Checkpoints?.Fetch.EnsureAsync(trial, work, waiting, trial.Stopping) ?? Task.CompletedTask);
            trial.Waits = "";
            await settings.Shorter(trial.Sweep, trial.Assignment, work, waiting, trial.Stopping);
        });
        trial.Waits = "";
        return trial.StopWanted ? null : Order(trial, folder, weights);
    }

    private RunTrial Order(HostedTrial trial, string datasetFolder, string startWeights)
    {
        var order = new RunTrial
        {
            Trial = trial.Ref,
            Key = trial.Assignment.Key,
            Experiment = trial.Sweep.Experiment,
            Dataset = trial.Sweep.Dataset,
            Seed = trial.Assignment.Seed,
            Device = TrainerEnvironment.DeviceInside(device),
            WorkFolder = settings.WorkFolder(trial.Ref),
            DatasetFolder = datasetFolder,
            CheckpointEvery = trial.Sweep.CheckpointEvery,
            StartWeights = startWeights,
            StartTrial = trial.Assignment.Start?.Trial,
            Shorter = { trial.Assignment.Shorter },
        };
        order.DatasetOptions.Add(trial.Sweep.DatasetOptions);
        order.Parameters.Add(trial.Assignment.Parameters);
        return order;
    }

    private sealed class Waiting(HostedTrial trial) : IProgress<string>
    {
        public void Report(string value) => trial.Waits = value;
    }
}
