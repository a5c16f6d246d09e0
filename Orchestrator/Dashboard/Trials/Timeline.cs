using Shared.Wire;

namespace Orchestrator.Dashboard.Trials;

/// <summary>How an attempt went.</summary>
internal enum AttemptOutcome
{
    Running,
    Finished,
    Failed,

    /// <summary>Failed, and the trial with it: it is not tried again.</summary>
    FailedForGood,

    /// <summary>Taken or handed back: preempted, its node lost, its sweep stopped.</summary>
    TakenBack,
}

/// <summary>One attempt of a trial, from its assignment to its end.</summary>
internal sealed record TimelineAttempt(int Trial, int Attempt, string Agent, long BeganMs)
{
    /// <summary>Empty where the journal does not tell: the attempt runs, or an earlier build wrote it.</summary>
    public string Slot { get; init; } = "";

    /// <summary>0 while it runs.</summary>
    public long EndedMs { get; init; }

    public AttemptOutcome Outcome { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>Number of the journal entry that changed it last.</summary>
    public long Changed { get; init; }
}

/// <summary>Which attempts of a sweep ran when and where, as its journal tells. Pure: hears entries in order.</summary>
internal sealed class Timeline
{
    private const string TrainsOn = "the sweep was extended";

    private readonly List<TimelineAttempt> _attempts = [];
    private readonly Dictionary<(int Trial, int Attempt), int> _places = [];
    private readonly SortedSet<int> _open = [];

    /// <summary>In the order in which they began.</summary>
    public IReadOnlyList<TimelineAttempt> Attempts => _attempts;

    /// <summary>Number of the last entry that was heard.</summary>
    public long Version { get; private set; }

    public void Hear(long number, SweepEntry entry)
    {
        Version = number;
        foreach (var change in entry.Events)
        {
            Hear(change, entry.AtMs);
        }
    }

    private void Hear(SweepEvent change, long atMs)
    {
        switch (change.EventCase)
        {
            case SweepEvent.EventOneofCase.Assigned:
                Begin(change.Assigned, atMs);
                break;
            case SweepEvent.EventOneofCase.Finished:
                End((change.Finished.Index, change.Finished.Attempt), AttemptOutcome.Finished, "", change.Finished.Slot, atMs);
                break;
            case SweepEvent.EventOneofCase.Failed:
                var outcome = change.Failed.Final ? AttemptOutcome.FailedForGood : AttemptOutcome.Failed;
                End((change.Failed.Index, change.Failed.Attempt), outcome, change.Failed.Reason, change.Failed.Slot, atMs);
                break;
            case SweepEvent.EventOneofCase.Requeued:
                TakeBack(change.Requeued.Index.ToHashSet().Contains, change.Requeued.Reason, change.Requeued.Slot, atMs);
                break;
            case SweepEvent.EventOneofCase.Extended when change.Extended.Epochs > 0:
                TakeBack(_ => true, TrainsOn, "", atMs);
                break;
        }
    }

    private void Begin(TrialsAssigned assigned, long atMs)
    {
        foreach (var (trial, attempt) in assigned.Index.Zip(assigned.Attempt))
        {
            if (_places.TryGetValue((trial, attempt), out var place))
            {
                // Taken back, and its node was heard of again: it goes on as what it was.
                _attempts[place] = _attempts[place] with { Agent = assigned.Agent, EndedMs = 0, Outcome = AttemptOutcome.Running, Reason = "", Changed = Version };
            }
            else
            {
                place = _attempts.Count;
                _places[(trial, attempt)] = place;
                _attempts.Add(new TimelineAttempt(trial, attempt, assigned.Agent, atMs) { Changed = Version });
            }

            _open.Add(place);
        }
    }

    private void TakeBack(Func<int, bool> concerns, string reason, string slot, long atMs)
    {
        foreach (var attempt in _open.Select(place => _attempts[place]).Where(attempt => concerns(attempt.Trial)).ToList())
        {
            End((attempt.Trial, attempt.Attempt), AttemptOutcome.TakenBack, reason, slot, atMs);
        }
    }

    private void End((int, int) attempt, AttemptOutcome outcome, string reason, string slot, long atMs)
    {
        if (_places.TryGetValue(attempt, out var place))
        {
            _open.Remove(place);
            _attempts[place] = _attempts[place] with { Outcome = outcome, Reason = reason, Slot = slot, EndedMs = atMs, Changed = Version };
        }
    }
}
