using GpuNode.Checkpoints;
using Shared.Hosting;
using Shared.Wire;

namespace GpuNode.Trainers;

/// <summary>What every slot of an agent has in common.</summary>
/// <param name="Work">Absolute folder; each trial has a folder of its own below it.</param>
/// <param name="Datasets">Makes sure that a sweep's data set is here, and says where; tells what it waits for.</param>
/// <param name="Weights">Makes sure that the weights a trial starts from are in its folder, and says in which file.</param>
public sealed record TrainerSettings(
    SiblingProgram Trainer,
    string Work,
    TimeSpan StopGrace,
    TimeProvider Clock,
    Func<SweepHeader, IProgress<string>, Task<string>> Datasets,
    Func<SweepHeader, StartWeights, string, IProgress<string>, CancellationToken, Task<string>> Weights)
{
    /// <summary>A trainer that reports nothing this long hangs, where the sweep says nothing else.</summary>
    public static readonly TimeSpan StalledAfter = TimeSpan.FromMinutes(10);

    /// <summary>A trainer that holds so many bytes more between trials than after its first one is replaced.</summary>
    public long Growth { get; init; } = 1L << 30;

    /// <summary>Brings the checkpoint of the same trial with fewer epochs into its folder, where there is one to go on from and none is here.</summary>
    public Func<SweepHeader, Assignment, string, IProgress<string>, CancellationToken, Task> Shorter { get; init; } = (_, _, _, _, _) => Task.CompletedTask;

    /// <summary>Starts the trainer of a slot, by the slot's name and device.</summary>
    public Func<string, string, ITrainer> Start { get; init; } = (slot, device) => TrainerProcess.Start(Trainer, slot, device);

    /// <summary>Of all slots together.</summary>
    public SlotTurnaround Turnaround { get; init; } = new();

    /// <summary>Null: checkpoints stay on this node.</summary>
    public CheckpointTravel? Checkpoints { get; init; }

    /// <summary>The trial's own folder; the same for every attempt, so that the next one finds the checkpoint.</summary>
    /// <exception cref="ArgumentException">The sweep's id is no file name.</exception>
    public string WorkFolder(TrialRef trial) =>
        trial.Sweep.Length > 0 && trial.Sweep[0] != '.' && trial.Sweep.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) < 0
            ? Path.Combine(Work, trial.Sweep, trial.Index.ToString(System.Globalization.CultureInfo.InvariantCulture))
            : throw new ArgumentException($"'{trial.Sweep}' cannot be a sweep's id", nameof(trial));

    /// <summary>A file that the trainer named, which must lie in the trial's folder.</summary>
    /// <exception cref="ArgumentException">It lies elsewhere.</exception>
    public string WorkFile(TrialRef trial, string file)
    {
        var folder = WorkFolder(trial);
        var path = Path.GetFullPath(Path.Combine(folder, file));
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : throw new ArgumentException($"'{file}' lies outside the trial's folder", nameof(file));
    }
}
