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
}
