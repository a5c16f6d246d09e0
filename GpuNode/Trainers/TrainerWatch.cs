using Shared.Wire;

namespace GpuNode.Trainers;

/// <summary>Watches a slot's trainer through one trial after the other: whether it still reports, what memory it takes, and how it ended where it did not say so itself.</summary>
internal sealed class TrainerWatch(TimeProvider clock)
{
    // To read what the kernel counts costs some 100 microseconds, which a trial of a millisecond would feel.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private Silence _silence = new(TrainerSettings.StalledAfter, clock);
    private long _killsBefore;
    private long _beganAt;
    private long _lookedAt;
    private TrainerMemory _seen;

    /// <summary>The most memory that the trainer was seen to hold during this trial; for trials of less than a look, during the last ones.</summary>
    public long Peak { get; private set; }

    /// <summary>The trainer, once it can take a trial. Its start is no part of the trial, so the sweep's patience does not count for it.</summary>
    /// <exception cref="IOException">It ended, or hung, before that.</exception>
    public async Task<ITrainer> ReadyAsync(ITrainer trainer)
    {
        _silence = new Silence(TrainerSettings.StalledAfter, clock);
        await WatchAsync(trainer, trainer.Ready);
        if (!trainer.Ready.IsCompleted)
        {
            trainer.Kill("it did not get ready");
            await trainer.Gone;
            throw new IOException(Hung("it did not get ready"));
        }

        await trainer.Ready;
        if (_beganAt == 0 || clock.GetElapsedTime(_beganAt) > LookEvery)
        {
            (_beganAt, _killsBefore, Peak) = (clock.GetTimestamp(), OutOfMemory.KernelKills(), 0);
            trainer.ResetPeak();
        }

        return trainer;
    }

    /// <summary>The trainer has reported something.</summary>
    public void Heard(ITrainer trainer)
    {
        _silence.Break();
        if (_lookedAt == 0 || clock.GetElapsedTime(_lookedAt) > LookEvery)
        {
            Look(trainer);
        }
    }

    /// <summary>Waits for the trial's end, whatever that is.</summary>
    /// <param name="stalledAfter">A trainer that reports nothing this long hangs.</param>
    public async Task<(TrialEnded Ended, FailureKind Failure)> EndAsync(ITrainer trainer, TimeSpan stalledAfter, Task<TrialEnded> ended, Func<bool> stopWanted)
    {
        _silence = new Silence(stalledAfter, clock);
        await WatchAsync(trainer, ended);
        // A failure is rare, and its memory may be what it failed for.
        if (clock.GetElapsedTime(_beganAt) > LookEvery || (ended.IsCompleted && (await ended).Outcome == Outcome.Failed))
        {
            Look(trainer);
        }

        if (ended.IsCompleted)
        {
            var said = await ended;
            return (said, said.Outcome == Outcome.Failed && OutOfMemory.Tells(said.Reason, null, kernelKilled: false) ? FailureKind.OutOfMemory : FailureKind.FailureUnspecified);
        }

        var hung = !trainer.Gone.IsCompleted;
        if (hung)
        {
            trainer.Kill("it reported nothing");
        }

        var reason = await trainer.Gone;
        return stopWanted() ? (new TrialEnded { Outcome = Outcome.Preempted, Reason = reason }, FailureKind.FailureUnspecified)
            : hung ? (new TrialEnded { Outcome = Outcome.Failed, Reason = Hung("it reported nothing") }, FailureKind.Stalled)
            : (new TrialEnded { Outcome = Outcome.Failed, Reason = reason },
                OutOfMemory.Tells(reason, trainer.ExitCode, OutOfMemory.KernelKills() > _killsBefore) ? FailureKind.OutOfMemory : FailureKind.FailureUnspecified);
    }

    /// <summary>Whether the trainer has kept so much from trial to trial that a new one is better. Its data sets it may keep: they were there after its first trial.</summary>
    public bool Outgrown(ITrainer trainer, long growth)
    {
        trainer.First = trainer.First == default ? _seen : trainer.First;
        return !trainer.Gone.IsCompleted && TrainerMemory.Outgrown(trainer.First, _seen, growth);
    }

    private void Look(ITrainer trainer)
    {
        var now = trainer.Memory;
        _lookedAt = clock.GetTimestamp();
        (_seen, Peak) = (now.Resident > 0 ? now : _seen, Math.Max(Peak, now.Peak));
    }

    // Until the wanted happens, the process is gone, or it has hung.
    private async Task WatchAsync(ITrainer trainer, Task wanted)
    {
        using var over = new CancellationTokenSource();
        await Task.WhenAny(wanted, trainer.Gone, _silence.TooLongAsync(over.Token));
        await over.CancelAsync();
    }

    private string Hung(string what) => $"the trainer hung and was killed: {what} for {_silence.Longest:g}";
}
