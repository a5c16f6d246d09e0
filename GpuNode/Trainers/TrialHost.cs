using GpuNode.Tracking;
using Shared.Trials;
using Shared.Wire;

namespace GpuNode.Trainers;

/// <summary>
/// Owns the slots, the trials in them and the results that nobody has acknowledged yet. No actor: it outlives a restart of the actor system, so a node that was
/// cut off and downed goes on training and re-attaches.
/// </summary>
public sealed partial class TrialHost(IReadOnlyList<DeviceSlot> slots, TrainerSettings settings, Func<SweepHeader, Assignment, IRunLog> runs)
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<HostedTrial> _trials = [];

    /// <summary>Raised, on any thread, when a trial has ended.</summary>
    public event Action? Ended;

    public IReadOnlyList<DeviceSlot> Slots => slots;

    /// <summary>HTTP address of the orchestrator that gave the last trial; empty before the first.</summary>
    public string Orchestrator { get; private set; } = "";

    /// <summary>Whether something that an attempt of a trial told is still to be sent from its folder.</summary>
    public Func<string, int, bool> Unsent { get; init; } = (_, _) => false;

    /// <summary>How soon a slot goes on with its next trial; null before one did.</summary>
    public Turnaround? Turnaround => settings.Turnaround.View();

    /// <summary>What the machine does; null before it was measured.</summary>
    public Func<NodeLoad?> Load { get; init; } = () => null;

    /// <summary>Hears how each attempt ended, for those who count them.</summary>
    public Action<TrialResult> Counts { get; init; } = _ => { };

    /// <summary>Takes no more work.</summary>
    public bool Draining { get; private set; }

    /// <summary>Queues what is new, and hears where the sweep's checkpoints go from now on; an attempt that is here already, in whatever state, is not taken twice.</summary>
    public void Assign(AssignTrials assign)
    {
        lock (_gate)
        {
            Orchestrator = assign.Sweep.CheckpointUri;
            Readdress(assign.Sweep);
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

    /// <summary>Takes back an attempt that ended in an earlier life of the agent and whose result nobody has acknowledged.</summary>
    public void Adopt(SweepHeader sweep, Assignment assignment, IRunLog run, TrialResult result)
    {
        lock (_gate)
        {
            _trials.Add(new HostedTrial(sweep, assignment, run) { Result = result, Kept = true });
        }
    }

    /// <param name="now">End their trainers at once, also where a checkpoint is being waited for.</param>
    public void Stop(IEnumerable<TrialRef> unwanted, bool now = false)
    {
        lock (_gate)
        {
            var named = unwanted.ToHashSet();
            foreach (var trial in _trials.Where(trial => named.Contains(trial.Ref)).ToList())
            {
                StopOne(trial);
                if (now && trial.Result is null)
                {
                    trial.Slot?.Kill();
                }
            }
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

    /// <summary>The runs of the trials that hold a slot.</summary>
    public IReadOnlyList<IRunLog> InWork()
    {
        lock (_gate)
        {
            return [.. _trials.Where(trial => trial.InWork).Select(trial => trial.Run)];
        }
    }

    /// <summary>What an attempt's log has behind a place; not live where the attempt is not here.</summary>
    public TrialLog Log(GetTrialLog query)
    {
        HostedTrial? trial;
        lock (_gate)
        {
            trial = _trials.Find(trial => trial.Ref.Sweep == query.Sweep && trial.Ref.Index == query.Index && trial.Ref.Attempt == query.Attempt);
        }

        var (text, next) = trial?.Log.After(query.After) ?? ("", query.After);
        return new TrialLog { Text = text, Next = next, Live = trial is not null, Attempt = query.Attempt };
    }

    /// <summary>Whether an attempt of the trial is here, or something of one is still to be sent.</summary>
    public bool Holds(string sweep, int index)
    {
        lock (_gate)
        {
            return _trials.Exists(trial => trial.Ref.Sweep == sweep && trial.Ref.Index == index) || Unsent(sweep, index);
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

    /// <summary>Results that nobody has acknowledged and that can be told, by sweep.</summary>
    /// <param name="again">Also those that were asked for before: whoever was told may not have heard.</param>
    public IReadOnlyList<(string Sweep, IReadOnlyList<TrialResult> Results)> Results(bool again)
    {
        lock (_gate)
        {
            var untold = _trials.Where(trial => trial.Kept && (again || !trial.Told)).ToList();
            untold.ForEach(trial => trial.Told = true);
            return [.. untold.GroupBy(trial => trial.Ref.Sweep).Select(group => (group.Key, (IReadOnlyList<TrialResult>)[.. group.Select(trial => trial.Result!)]))];
        }
    }

    /// <summary>The sweep has stored these results, or refused them: they need not be told again.</summary>
    public void Acknowledge(ResultsAck ack)
    {
        lock (_gate)
        {
            foreach (var acked in ack.Results)
            {
                var trial = _trials.Find(trial => trial.Kept && trial.Ref.Sweep == ack.Sweep && trial.Ref.Index == acked.Index && trial.Ref.Attempt == acked.Attempt);
                if (trial is null)
                {
                    continue;
                }

                _trials.Remove(trial);
                trial.Run.Settle(acked.Accepted ? acked.RunStatus : "", clean: acked.Accepted && acked.RunStatus == "FINISHED");
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
        while (settings.Clock.GetElapsedTime(started) < patience && (AnyUnkept() || (Running().Count > 0 && answers())))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), settings.Clock);
        }
    }

    /// <summary>Ends all trainer processes, and waits a moment until they are gone: they must not outlive the agent, nor wait for its parent to bury them.</summary>
    public Task CloseAsync() => Task.WhenAny(Task.WhenAll(slots.Select(slot => slot.CloseAsync())), Task.Delay(ClosePatience, settings.Clock));

    // The sweep is with another orchestrator now, which has none of the checkpoints that the last one had: those of trials in work come at once.
    private void Readdress(SweepHeader sweep)
    {
        foreach (var trial in _trials.Where(trial => trial.Ref.Sweep == sweep.Id && trial.CheckpointUri != sweep.CheckpointUri))
        {
            trial.CheckpointUri = sweep.CheckpointUri;
            var file = Path.Combine(settings.WorkFolder(trial.Ref), CheckpointHeader.FileName);
            if (trial.InWork && File.Exists(file))
            {
                settings.Checkpoints?.Courier.Saved(trial, file);
            }
        }
    }

    private bool AnyUnkept()
    {
        lock (_gate)
        {
            return _trials.Any(trial => !trial.Kept);
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

    private async Task RunAsync(DeviceSlot slot, HostedTrial trial)
    {
        // Off the caller's thread at once: it holds the gate.
        await Task.Yield();
        var result = await slot.RunAsync(trial);
        lock (_gate)
        {
            result.Companions = trial.Companions;
            result.PeakBytes = trial.DevicePeak > 0 ? trial.DevicePeak : result.PeakBytes;
            End(trial, result);
            StartFree();
        }
    }

    private void End(HostedTrial trial, TrialResult result)
    {
        trial.Result = result;
        Counts(result);
        if (result.Outcome == Outcome.Failed)
        {
            Serilog.Log.Warning("Trial {Sweep}/{Trial} attempt {Attempt} failed: {Reason}", trial.Ref.Sweep, trial.Ref.Index, trial.Ref.Attempt, result.Reason);
        }

        _ = TellAsync(trial, trial.Run.Ended(result));
    }

    private async Task TellAsync(HostedTrial trial, Task kept)
    {
        // Off the gate in any case: a listener may ask for the results at once.
        await Task.Yield();
        await kept;
        lock (_gate)
        {
            trial.Kept = true;
        }

        Ended?.Invoke();
    }
}
