using Shared.Catalogues;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>The right to run one attempt of a trial, fenced by the agent's boot id: an Akka address changes while trainers live.</summary>
public sealed record Lease(int Attempt, string Boot, string Agent, string Path, long SinceMs);

/// <summary>
/// All that a sweep knows about its trials, and the rules by which that changes: <see cref="SweepRules"/> decides events, <see cref="Apply"/> copies them in.
/// Holds no Akka type and asks no clock.
/// </summary>
public sealed partial class SweepState
{
    private readonly RetryQueue _queue = new();
    private readonly HashSet<int> _handedBack = [];
    private int _cursor;
    private double _doneSeconds;

    /// <summary>Null until the sweep was submitted.</summary>
    public SweepSubmitted? Submitted { get; private set; }

    /// <summary>Null until the sweep's parent run exists.</summary>
    public TrackingOpened? Tracking { get; private set; }

    public TrialTable Table { get; private set; } = new(0);

    /// <summary>The parent run has its terminal status.</summary>
    public bool TrackingClosed { get; private set; }

    public long SubmittedMs { get; private set; }

    /// <summary>When the sweep ended, in Unix milliseconds; 0 while it has not.</summary>
    public long EndedMs { get; private set; }

    /// <summary>The finished trial with the best objective; null while there is none.</summary>
    public int? Best { get; private set; }

    /// <summary>Mean wall time of the trained trials' last attempts, in seconds; 0 while there is none.</summary>
    public double MeanSeconds => Trained is > 0 and var done ? _doneSeconds / done : 0;

    /// <summary>Why attempts failed.</summary>
    public AttemptReasons Reasons { get; } = new();

    /// <summary>Which trials have changed lately; in memory only.</summary>
    public TrialChanges Changes { get; } = new();

    /// <summary>Every trial is finished or failed for good.</summary>
    public bool Complete => Submitted is not null && Table.In(TrialPhase.Pending) == 0 && Table.In(TrialPhase.Leased) == 0;

    /// <summary>Nothing runs and nothing will, unless somebody resumes it.</summary>
    public bool Ended => Complete || (Cancelled && _leases.Count == 0);

    /// <summary>The trial waits because its newest attempt said so itself: that one is over, and nobody goes on with it.</summary>
    public bool HandedBack(int index) => _handedBack.Contains(index);

    /// <summary>Trials that wait for a retry's back-off.</summary>
    public int Delayed(long nowMs) => _queue.Delayed(nowMs);

    /// <summary>Trials that could be assigned now.</summary>
    public int Ready(long nowMs) => Halted || Tracking is null ? 0 : Table.In(TrialPhase.Pending) - Delayed(nowMs);

    /// <summary>When the next back-off ends; null where none waits.</summary>
    public long? NextRetryMs(long nowMs) => _queue.Next(nowMs);

    /// <summary>The indices to assign next, requeued trials first, then the grid's order; changes nothing.</summary>
    /// <param name="until">Of those that nobody has begun, only the ones below this index.</param>
    public List<int> Peek(int most, long nowMs, int until = int.MaxValue)
    {
        var picked = _queue.Due(nowMs).Take(most).ToList();

        for (var index = _cursor; picked.Count < most && index < Math.Min(until, Table.Count); index++)
        {
            if (IsUntouched(index))
            {
                picked.Add(index);
            }
        }

        return picked;
    }

    /// <exception cref="InvalidOperationException">An event without a rule: the journal was written by a newer build.</exception>
    public void Apply(SweepEvent change, long atMs)
    {
        switch (change.EventCase)
        {
            case SweepEvent.EventOneofCase.Submitted:
                Open(change.Submitted, atMs);
                break;
            case SweepEvent.EventOneofCase.Tracking:
                Tracking = change.Tracking;
                break;
            case SweepEvent.EventOneofCase.Assigned:
                Assign(change.Assigned, atMs);
                break;
            case SweepEvent.EventOneofCase.Finished:
                Finish(change.Finished);
                break;
            case SweepEvent.EventOneofCase.Reused:
                Reuse(change.Reused);
                break;
            case SweepEvent.EventOneofCase.Failed:
                Fail(change.Failed);
                break;
            case SweepEvent.EventOneofCase.Requeued:
                Requeue(change.Requeued);
                break;
            case SweepEvent.EventOneofCase.Closed:
                TrackingClosed = true;
                break;
            default:
                Control(change);
                break;
        }

        History.Hear(change, atMs);
        Changes.Hear(change);

        EndedMs = !Ended ? 0 : EndedMs == 0 ? atMs : EndedMs;
    }

    private void Open(SweepSubmitted submitted, long atMs)
    {
        // Submitted again under other terms, it keeps its trials.
        if (Submitted is null)
        {
            Table = new TrialTable(submitted.Trials);
            SubmittedMs = atMs;
        }

        Terms(submitted);
    }

    private void Assign(TrialsAssigned assigned, long atMs)
    {
        for (var i = 0; i < assigned.Index.Count; i++)
        {
            var index = assigned.Index[i];
            Table.Lease(index, assigned.Attempt[i], assigned.Agent);
            Lend(index, new Lease(assigned.Attempt[i], assigned.Boot, assigned.Agent, assigned.Path, atMs));
            _queue.Remove(index);
            _handedBack.Remove(index);
        }

        PassBegun();
    }

    private void Finish(TrialFinished finished)
    {
        TakeBack(finished.Index);
        _queue.Remove(finished.Index);
        Table.Finish(finished.Index, finished.HasObjective ? finished.Objective : double.NaN, finished.Seconds);
        _doneSeconds += finished.Seconds;
        ConsiderBest(finished.Index);
    }

    private void Fail(TrialFailed failed)
    {
        TakeBack(failed.Index);
        Table.Fail(failed.Index, failed.Final, failed.Seconds);
        Reasons.Add(failed);
        if (!failed.Final)
        {
            _queue.Add(failed.Index, failed.NotBeforeMs);
        }
    }

    private void Requeue(TrialsRequeued requeued)
    {
        foreach (var index in requeued.Index)
        {
            if (requeued.HandedBack)
            {
                _handedBack.Add(index);
            }

            TakeBack(index);
            Table.Requeue(index);
            _queue.Add(index, 0);
        }
    }

    private void ConsiderBest(int index) => Best = Better(Best, index);

    private int? Better(int? best, int index)
    {
        var value = Table.Objective(index);
        return Table.Phase(index) != TrialPhase.Done || double.IsNaN(value) ? best
            : best is not { } known || (Spec.Objective.Goal == MetricGoal.Minimize ? value < Table.Objective(known) : value > Table.Objective(known)) ? index
            : best;
    }
}
