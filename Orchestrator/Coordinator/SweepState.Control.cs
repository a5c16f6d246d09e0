using Orchestrator.Sweeps;
using Shared.Trials;
using Shared.Wire;

namespace Orchestrator.Coordinator;

// What people did to the sweep: paused, cancelled, resumed, other terms, a larger grid.
public sealed partial class SweepState
{
    private readonly List<SweepExtended> _extensions = [];

    /// <summary>The sweep as it runs now: the file, what was set by hand since, and its extensions.</summary>
    public SweepSpec Spec { get; private set; } = null!;

    /// <summary>The same as canonical JSON.</summary>
    public string SpecJson { get; private set; } = "";

    public bool Cancelled { get; private set; }

    /// <summary>Cancelled so that trainers end at once, without a checkpoint.</summary>
    public bool Hurried { get; private set; }

    public bool Paused { get; private set; }

    /// <summary>Paused so that running trials finish.</summary>
    public bool Draining { get; private set; }

    /// <summary>Nothing is handed out.</summary>
    public bool Halted => Cancelled || Paused;

    /// <summary>What runs shall stop.</summary>
    public bool Stopping => Cancelled || (Paused && !Draining);

    /// <summary>Who did what to the sweep, when and why.</summary>
    public SweepHistory History { get; private set; } = new();

    /// <summary>When a trial's back-off ends; null where it waits for none.</summary>
    public long? NotBeforeMs(int index) => _queue.NotBeforeMs(index);

    private void Control(SweepEvent change)
    {
        switch (change.EventCase)
        {
            case SweepEvent.EventOneofCase.Paused:
                (Paused, Draining) = (true, change.Paused.Drain);
                break;
            case SweepEvent.EventOneofCase.Cancelled:
                (Cancelled, Hurried, Paused, Draining) = (true, change.Cancelled.Now, false, false);
                break;
            case SweepEvent.EventOneofCase.Resumed:
                GoOn();
                Revive(Enumerable.Range(0, Table.Count).Where(index => Table.Phase(index) == TrialPhase.GaveUp));
                break;
            case SweepEvent.EventOneofCase.Retried:
                Reopen();
                Revive(change.Retried.Index);
                break;
            case SweepEvent.EventOneofCase.Tuned:
                Describe(Tuned(Spec, change.Tuned));
                break;
            case SweepEvent.EventOneofCase.Amended:
                Terms(new SweepSubmitted(Submitted) { Spec = change.Amended.Spec, Yaml = change.Amended.Yaml });
                Best = Enumerable.Range(0, Table.Count).Aggregate((int?)null, Better);
                break;
            case SweepEvent.EventOneofCase.Extended:
                Extend(change.Extended);
                break;
            default:
                throw new InvalidOperationException($"no rule for the event {change.EventCase}: this journal was written by a newer build");
        }
    }

    private void GoOn()
    {
        Reopen();
        (Paused, Draining) = (false, false);
    }

    // A cancelled sweep comes here only when all of it was over. A paused one stays paused.
    private void Reopen() => (Cancelled, Hurried, TrackingClosed) = (false, false, false);

    private void Revive(IEnumerable<int> indices)
    {
        foreach (var index in indices)
        {
            Table.Revive(index);
            _queue.Add(index, 0);
        }
    }

    // What was set by hand gives way to a file that says something else; extensions stay.
    private void Terms(SweepSubmitted submitted)
    {
        Submitted = submitted;
        Describe(SweepSpec.FromJson(submitted.Spec) with { Extensions = Spec?.Extensions });
    }

    private void Describe(SweepSpec spec) => (Spec, SpecJson) = (spec, spec.ToJson());

    private static SweepSpec Tuned(SweepSpec spec, SweepTuned tuned) => spec with
    {
        Resources = spec.Resources with
        {
            MaxParallel = tuned.HasMaxParallel ? tuned.MaxParallel : spec.Resources.MaxParallel,
            Priority = tuned.HasPriority ? tuned.Priority : spec.Resources.Priority,
            Weight = tuned.HasWeight ? tuned.Weight : spec.Resources.Weight,
        },
    };

    private void Extend(SweepExtended extended)
    {
        Reopen();
        _extensions.Add(extended);
        var extension = new SweepExtension(extended.Parameter, [.. extended.Values.Select(ParameterValue.FromWire)], extended.Epochs, extended.TrainsOn);
        Describe(SweepExtensions.With(Spec, extension));
        if (extended.Epochs == 0)
        {
            Table.Grow(extended.Trials);
            return;
        }

        for (var index = 0; index < Table.Count; index++)
        {
            // One that failed for good trains on when it is retried; the answer of another sweep is of fewer epochs now.
            if (Table.Phase(index) == TrialPhase.Done || (Table.Attempt(index) > 0 && Table.Phase(index) != TrialPhase.GaveUp))
            {
                _reused.Remove(index);
                TakeBack(index);
                Table.Reopen(index);
                _queue.Add(index, 0);
            }
        }

        (Best, _doneSeconds) = (null, 0);
    }

    private void SaveControl(SweepSnapshot snapshot)
    {
        snapshot.Extensions.AddRange(_extensions);
        // The head's submission has the file's terms, not what was set by hand since.
        var tuned = new SweepTuned { MaxParallel = Spec.Resources.MaxParallel, Priority = Spec.Resources.Priority };
        if (Spec.Resources.Weight is { } weight)
        {
            tuned.Weight = weight;
        }

        snapshot.Head.Add(new SweepEvent { Tuned = tuned });
        if (Paused)
        {
            snapshot.Head.Add(new SweepEvent { Paused = new SweepPaused { Drain = Draining } });
        }

        snapshot.History.AddRange(History.Records);
    }

    // The table comes after this, with all its trials.
    private void LoadControl(SweepSnapshot snapshot)
    {
        var (cancelled, hurried, closed) = (Cancelled, Hurried, TrackingClosed);
        foreach (var extended in snapshot.Extensions)
        {
            Extend(extended);
        }

        (Cancelled, Hurried, TrackingClosed) = (cancelled, hurried, closed);
        // The head was applied anew: what it holds is no news. A snapshot of an earlier build has no other history.
        if (snapshot.History.Count > 0)
        {
            History = new SweepHistory();
            snapshot.History.ToList().ForEach(History.Add);
        }
    }
}
