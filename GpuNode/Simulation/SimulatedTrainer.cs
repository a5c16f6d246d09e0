using GpuNode.Trainers;
using Shared.Wire;

namespace GpuNode.Simulation;

/// <summary>A trainer without a process: answers a <c>noop</c> trial as that program would, from a timer, so that one machine can stand for a thousand slots.</summary>
internal sealed class SimulatedTrainer(TimeProvider clock) : ITrainer
{
    private const double GoldenRatio = 1.618033988749895;

    private readonly TaskCompletionSource<string> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _stop = new();

    public int Id => Environment.ProcessId;

    public Task<string> Gone => _gone.Task;

    public int ExitCode => 0;

    public TrainerMemory First { get; set; }

    // Its process holds all the others, too: nothing is told of a single one.
    public TrainerMemory Memory => default;

    public Task Ready => Task.CompletedTask;

    public Action<TrainerReport> Reported { get; set; } = _ => { };

    public Action<string> Wrote { get; set; } = _ => { };

    public void Send(TrainerCommand command)
    {
        if (command.CommandCase == TrainerCommand.CommandOneofCase.Stop)
        {
            _stop.Cancel();
            return;
        }

        _stop = new CancellationTokenSource();
        _ = TrainAsync(command.Run, _stop.Token);
    }

    public void ResetPeak()
    {
        // As for Memory.
    }

    public void Kill(string why)
    {
        _stop.Cancel();
        _gone.TrySetResult(why);
    }

    private async Task TrainAsync(RunTrial trial, CancellationToken stop)
    {
        // The slot has work of its own to do once the trial is sent.
        await Task.Yield();
        var epochs = (int)trial.Parameters["epochs"].Integer;
        var sleep = TimeSpan.FromMilliseconds(trial.Parameters["sleep_ms"].Number * Length(trial.Trial.Index));
        var ended = new TrialEnded { Outcome = Outcome.Finished };
        // At once: from here on the slot is no longer idle.
        Tell(trial, new TrainerReport { Progress = new TrialProgress { Epochs = epochs } });
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            await Task.Delay(sleep, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                (ended.Outcome, ended.Reason) = (Outcome.Preempted, "stopped");
                break;
            }

            var row = new MetricRow { Step = epoch, TimestampMs = clock.GetUtcNow().ToUnixTimeMilliseconds(), Metrics = { new Metric { Name = "value", Value = Number(trial, epoch) } } };
            Tell(trial, new TrainerReport { Row = row });
            ended.Epoch = epoch;
            ended.Metrics.Clear();
            ended.Metrics.Add(row.Metrics);
        }

        Tell(trial, new TrainerReport { Ended = ended });
    }

    private void Tell(RunTrial trial, TrainerReport report)
    {
        report.Trial = trial.Trial;
        Reported(report);
    }

    // From half to one and a half times what was asked for, evenly spread: equal trials would all end in the same moments, round after round, as real ones don't.
    private static double Length(int index) => 0.5 + (index * GoldenRatio % 1);

    // In [0, 1), by seed and epoch.
    private static double Number(RunTrial trial, int epoch) => ((trial.Seed ^ (ulong)epoch) >> 11) * (1.0 / (1UL << 53));
}
