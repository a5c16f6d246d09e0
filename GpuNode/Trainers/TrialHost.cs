using GpuNode.Tracking;
using Serilog;
using Shared.Trials;
using Shared.Wire;

namespace GpuNode.Trainers;

/// <summary>
/// Owns the slots, the trials in them and the results that nobody has acknowledged yet. No actor: it outlives a restart of the actor system, so a node that was
/// cut off and downed goes on training and re-attaches.
/// </summary>
public sealed class TrialHost(IReadOnlyList<DeviceSlot> slots, TrainerSettings settings, Func<SweepHeader, Assignment, IRunLog> runs)
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<HostedTrial> _trials = [];
    private readonly HashSet<DeviceSlot> _busy = [];
    // Acknowledged, but not everything of them has reached the tracking server.
    private readonly List<HostedTrial> _settling = [];

    /// <summary>Raised, on any thread, when a trial has ended.</summary>
    public event Action? Ended;

    public IReadOnlyList<DeviceSlot> Slots => slots;

    /// <summary>HTTP address of the orchestrator that gave the last trial; empty before the first.</summary>
    public string Orchestrator { get; private set; } = "";

    /// <summary>Takes no more work.</summary>
    public bool Draining { get; private set; }

    /// <summary>Queues what is new; an attempt that is here already, in whatever state, is not taken twice.</summary>
    public void Assign(AssignTrials assign)
    {
        lock (_gate)
        {
            Orchestrator = assign.Sweep.CheckpointUri;
            foreach (var assignment in assign.Trials)
            {
                var known = _trials.Where(trial => trial.Ref.Sweep == assign.Sweep.Id && trial.Ref.Index == assignment.Index).ToList();
                if (known.Any(trial => trial.Ref.Attempt >= assignment.Attempt))
                {
                    continue;
                }

                known.ForEach(StopOne);
                var hosted = new HostedTrial(assign.Sweep, assignment, runs(assign.Sweep, assignment));
                _trials.Add(hosted);
                if (Draining)
                {
                    StopOne(hosted);
                }
            }

            StartFree();
        }
    }

    public void Stop(IEnumerable<TrialRef> unwanted)
    {
        lock (_gate)
        {
            var named = unwanted.ToHashSet();
            _trials.Where(trial => named.Contains(trial.Ref)).ToList().ForEach(StopOne);
        }
    }

    /// <summary>Everything that is here: queued, in work, or ended and not acknowledged.</summary>
    public IReadOnlyList<RunningTrial> Running()
    {
        lock (_gate)
        {
            return [.. _trials.Select(trial => trial.View())];
        }
    }

    /// <summary>Whether an attempt of the trial is here, or something of one is still to be sent.</summary>
    public bool Holds(string sweep, int index)
    {
        lock (_gate)
        {
            return _trials.Concat(_settling).Any(trial => trial.Ref.Sweep == sweep && trial.Ref.Index == index);
        }
    }

    /// <summary>Does something to a trial's folder while no attempt of it can begin here.</summary>
    /// <returns>False: there is one.</returns>
    public bool UnlessHeld(string sweep, int index, Action act)
    {
        lock (_gate)
        {
            var free = !Holds(sweep, index);
            if (free)
            {
                act();
            }

            return free;
        }
    }

    /// <summary>Results that nobody has acknowledged, by sweep.</summary>
    public IReadOnlyList<(string Sweep, IReadOnlyList<TrialResult> Results)> Results()
    {
        lock (_gate)
        {
            return [.. _trials.Where(trial => trial.Result is not null).GroupBy(trial => trial.Ref.Sweep)
                .Select(group => (group.Key, (IReadOnlyList<TrialResult>)[.. group.Select(trial => trial.Result!)]))];
        }
    }

    /// <summary>The sweep has stored these results, or refused them: they need not be told again.</summary>
    public void Acknowledge(ResultsAck ack)
    {
        lock (_gate)
        {
            foreach (var acked in ack.Results)
            {
                var trial = _trials.Find(trial => trial.Result is not null && trial.Ref.Sweep == ack.Sweep && trial.Ref.Index == acked.Index && trial.Ref.Attempt == acked.Attempt);
                if (trial is null)
                {
                    continue;
                }

                _trials.Remove(trial);
                _settling.Add(trial);
                var finished = acked.RunStatus == "FINISHED";
                trial.Run.Settle(acked.Accepted ? acked.RunStatus : "", () => Forget(trial, finished));
            }

            StartFree();
        }
    }

    /// <summary>Stops every trial at a checkpoint and waits until their results are acknowledged, or the patience is over.</summary>
    /// <param name="answers">Whether anybody can acknowledge: without an orchestrator the checkpoints are all that is waited for.</param>
    public async Task DrainAsync(TimeSpan patience, Func<bool> answers)
    {
        lock (_gate)
        {
            Draining = true;
            _trials.ToList().ForEach(StopOne);
        }

        var started = settings.Clock.GetTimestamp();
        while (settings.Clock.GetElapsedTime(started) < patience && (InWork() || (Running().Count > 0 && answers())))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), settings.Clock);
        }
    }

    /// <summary>Ends all trainer processes, and waits a moment until they are gone: they must not outlive the agent, nor wait for its parent to bury them.</summary>
    public Task CloseAsync() => Task.WhenAny(Task.WhenAll(slots.Select(slot => slot.CloseAsync())), Task.Delay(ClosePatience, settings.Clock));

    private bool InWork()
    {
        lock (_gate)
        {
            return _trials.Any(trial => trial.Result is null);
        }
    }

    private void StopOne(HostedTrial trial)
    {
        if (trial.Result is not null || trial.StopWanted)
        {
            return;
        }

        trial.WantStop();
        if (trial.Slot is { } slot)
        {
            slot.Stop(trial);
        }
        else
        {
            End(trial, new TrialResult { Index = trial.Ref.Index, Attempt = trial.Ref.Attempt, Outcome = Outcome.Preempted, Reason = "stopped before it began" });
        }
    }

    // Queued trials in order, each on the first free slot whose device suits; two attempts of one trial never share its folder.
    private void StartFree()
    {
        foreach (var trial in _trials.Where(trial => trial.Slot is null && trial.Result is null).ToList())
        {
            var slot = slots.FirstOrDefault(slot => !_busy.Contains(slot) && DeviceKind.Fits(slot.Device, trial.Sweep.Device));
            var occupied = _trials.Any(other => other.Slot is not null && other.Result is null && other.Ref.Sweep == trial.Ref.Sweep && other.Ref.Index == trial.Ref.Index);
            if (slot is null || occupied)
            {
                continue;
            }

            _busy.Add(slot);
            trial.Slot = slot;
            _ = RunAsync(slot, trial);
        }
    }

    private async Task RunAsync(DeviceSlot slot, HostedTrial trial)
    {
        // Off the caller's thread at once: it holds the gate.
        await Task.Yield();
        var result = await slot.RunAsync(trial);
        lock (_gate)
        {
            _busy.Remove(slot);
            End(trial, result);
            StartFree();
        }
    }

    private void End(HostedTrial trial, TrialResult result)
    {
        trial.Result = result;
        if (result.Outcome == Outcome.Failed)
        {
            Log.Warning("Trial {Sweep}/{Trial} attempt {Attempt} failed: {Reason}", trial.Ref.Sweep, trial.Ref.Index, trial.Ref.Attempt, result.Reason);
        }

        // Not under the gate: a listener may ask for the results at once.
        ThreadPool.QueueUserWorkItem(_ => Ended?.Invoke());
    }

    // Everything of a finished trial is in the tracking store now; its checkpoint is of no more use here.
    private void Forget(HostedTrial trial, bool finished)
    {
        lock (_gate)
        {
            _settling.Remove(trial);
        }

        var folder = settings.WorkFolder(trial.Ref);
        try
        {
            if (finished && Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.Warning("The folder {Folder} of a finished trial stays: {Reason}", folder, fault.Message);
        }
    }
}
