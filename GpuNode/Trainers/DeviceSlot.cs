using GpuNode.Watching;
using Serilog;
using Shared.Wire;

namespace GpuNode.Trainers;

/// <summary>
/// One slot of one device: runs one trial at a time in its own trainer process, which it keeps from trial to trial (starting .NET and libtorch costs
/// about a second) and replaces when it has died, hangs, or has grown too much.
/// </summary>
public sealed class DeviceSlot(string name, string device, TrainerSettings settings)
{
    private readonly TrainerWatch _watch = new(settings.Clock);
    private readonly AttemptLogs _log = new(settings);
    private readonly TrialOrder _order = new(device, settings);
    private ITrainer? _trainer;
    private long _freeAt;

    public string Name { get; } = name;

    public string Device { get; } = device;

    /// <summary>Of its trainer; 0 while there is none.</summary>
    public int ProcessId => _trainer is { Gone.IsCompleted: false } trainer ? trainer.Id : 0;

    /// <summary>That of the last trial that trained here.</summary>
    public string? LastSweep { get; private set; }

    /// <summary>Runs the trial to its end, whatever that is: failures come back as results, never as exceptions.</summary>
    public async Task<TrialResult> RunAsync(HostedTrial trial)
    {
        var started = settings.Clock.GetTimestamp();
        var result = new TrialResult { Index = trial.Ref.Index, Attempt = trial.Ref.Attempt, Slot = Name };
        var span = AttemptSpan.Begin(trial, Name, settings.Clock);
        trial.Log.Note(settings.Clock.GetUtcNow(), FormattableString.Invariant($"attempt {trial.Ref.Attempt} on {Name} of {Environment.MachineName}"));
        try
        {
            var (ended, failure) = await TrainAsync(trial, span);
            result.Outcome = ended.Outcome;
            result.Reason = ended.Reason;
            result.Failure = failure;
            result.PeakBytes = _watch.Peak;
            result.Certain = ended.Certain;
            if (trial.FindObjective(ended.Metrics) is { } objective)
            {
                (result.Objective, result.HasObjective) = (objective, true);
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Log.Debug(fault, "Trial {Sweep}/{Trial} could not run", trial.Ref.Sweep, trial.Ref.Index);
            // A fetch that was given up because the agent leaves is no fault of the trial.
            result.Outcome = trial.StopWanted || fault is OperationCanceledException ? Outcome.Preempted : Outcome.Failed;
            // One line for a person, whatever the library wrote.
            result.Reason = fault is OperationCanceledException ? "stopped before it began" : string.Join("; ", fault.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            result.Failure = result.Outcome == Outcome.Failed && OutOfMemory.Tells(result.Reason, null, kernelKilled: false) ? FailureKind.OutOfMemory : FailureKind.FailureUnspecified;
        }

        result.Seconds = settings.Clock.GetElapsedTime(started).TotalSeconds;
        // Before anybody is told: whoever gets the trial next shall find its last checkpoint.
        await span.StepAsync("hand back", () => settings.Checkpoints?.EndedAsync(result.Outcome, trial.Ref) ?? Task.CompletedTask);
        _log.Ended(trial, result);
        span.End(result);
        return result;
    }

    /// <summary>Asks the trainer to checkpoint and stop; kills it when it does not within the grace period.</summary>
    public void Stop(HostedTrial trial)
    {
        if (_trainer is not { } trainer)
        {
            return;
        }

        try
        {
            trainer.Send(new TrainerCommand { Stop = new StopTrial { Trial = trial.Ref } });
        }
        catch (IOException)
        {
            // It has died meanwhile; its end is reported by itself.
            return;
        }

        _ = KillLaterAsync(trial, trainer);
    }

    /// <summary>Ends the trainer at once; the trial in it goes back to its last checkpoint.</summary>
    public void Kill() => _trainer?.Kill("its trial was to stop at once");

    /// <summary>Ends the slot's process; completes when it is gone.</summary>
    public Task CloseAsync()
    {
        _trainer?.Kill("the agent leaves, after its trials have stopped");
        return _trainer?.Gone ?? Task.CompletedTask;
    }

    private async Task<(TrialEnded Ended, FailureKind Failure)> TrainAsync(HostedTrial trial, AttemptSpan span)
    {
        if (await _order.PrepareAsync(trial, span) is not { } order)
        {
            return (new TrialEnded { Outcome = Outcome.Preempted, Reason = "stopped before it began" }, FailureKind.FailureUnspecified);
        }

        var trainer = await span.StepAsync("trainer", () => _watch.ReadyAsync(StartedTrainer()));
        trainer.Wrote = trial.Log.Said;
        var ended = new TaskCompletionSource<TrialEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
        trainer.Reported = report =>
        {
            _watch.Heard(trainer);
            TurnAround();
            _log.Heard(trial, report);
            Heard(trial, report, ended);
        };
        trainer.Send(new TrainerCommand { Run = order });
        if (trial.StopWanted)
        {
            // Wanted before the trainer knew the trial: say it again.
            Stop(trial);
        }

        var stalledAfter = trial.Sweep.StalledAfterMs > 0 ? TimeSpan.FromMilliseconds(trial.Sweep.StalledAfterMs) : TrainerSettings.StalledAfter;
        var end = await span.StepAsync("train", () => _watch.EndAsync(trainer, stalledAfter, ended.Task, () => trial.StopWanted));
        LastSweep = trial.Ref.Sweep;
        Retire(trainer);
        Interlocked.Exchange(ref _freeAt, settings.Clock.GetTimestamp());
        return end;
    }

    private void TurnAround()
    {
        if (Interlocked.Exchange(ref _freeAt, 0) is > 0 and var free)
        {
            settings.Turnaround.Add(settings.Clock.GetElapsedTime(free));
        }
    }

    private ITrainer StartedTrainer() =>
        _trainer is null || _trainer.Gone.IsCompleted ? _trainer = settings.Start(Name, Device) : _trainer;

    private void Retire(ITrainer trainer)
    {
        if (_watch.Outgrown(trainer, settings.Growth))
        {
            Log.Information("Trainer {ProcessId} of slot {Slot} has grown too much since its first trial: it is replaced", trainer.Id, Name);
            trainer.Kill("it had grown too much");
            _trainer = null;
        }
    }

    private void Heard(HostedTrial trial, TrainerReport report, TaskCompletionSource<TrialEnded> ended)
    {
        if (!trial.Ref.Equals(report.Trial))
        {
            return;
        }

        switch (report.ReportCase)
        {
            case TrainerReport.ReportOneofCase.Progress:
                trial.Heard(report.Progress, settings.Clock);
                break;
            case TrainerReport.ReportOneofCase.Row:
                trial.Objective = trial.FindObjective(report.Row.Metrics) ?? trial.Objective;
                trial.Run.Row(report.Row);
                break;
            case TrainerReport.ReportOneofCase.Artifact:
                trial.Run.Artifact(settings.WorkFile(trial.Ref, report.Artifact.File), report.Artifact.Name);
                break;
            case TrainerReport.ReportOneofCase.Checkpoint:
                settings.Checkpoints?.Courier.Saved(trial, settings.WorkFile(trial.Ref, report.Checkpoint.File));
                break;
            case TrainerReport.ReportOneofCase.Ended:
                ended.TrySetResult(report.Ended);
                break;
        }
    }

    private async Task KillLaterAsync(HostedTrial trial, ITrainer trainer)
    {
        await Task.Delay(settings.StopGrace, settings.Clock);
        if (trial.Slot == this && trial.Result is null)
        {
            Log.Warning("Trial {Sweep}/{Trial} did not stop within {Grace}; its trainer is killed", trial.Ref.Sweep, trial.Ref.Index, settings.StopGrace);
            trainer.Kill($"its trial did not stop at a checkpoint within {settings.StopGrace.TotalSeconds:0} s");
        }
    }
}
