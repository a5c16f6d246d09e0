using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>What a sweep may use of one node.</summary>
public sealed record Quota(string Boot, string Agent, string Path, int Slots);

/// <summary>The answer to a node's report: what to store, what the node shall stop, and which leases it seems not to have received.</summary>
public sealed record ReportDecision(IReadOnlyList<SweepEvent> Events, IReadOnlyList<TrialRef> Stop, IReadOnlyList<int> Resend);

/// <summary>How a sweep answers facts. Pure: reads the state, returns events; the entity stores them and acts.</summary>
public static class SweepRules
{
    // A hello may have left the node before the assignment reached it; a lease this young is not missed yet.
    private const long ResendAfterMs = 5_000;

    /// <summary>Hands out as many ready trials as the quotas and the sweep's own cap allow, the fullest node last so that trials spread.</summary>
    /// <param name="until">Of the trials that nobody has begun, only those below this index.</param>
    public static IReadOnlyList<SweepEvent> Assign(SweepState state, IReadOnlyCollection<Quota> quotas, long nowMs, int until = int.MaxValue)
    {
        var ready = state.Ready(nowMs);
        if (ready <= 0)
        {
            return [];
        }

        var cap = state.Spec.Resources.MaxParallel is > 0 and var most ? most - state.Leases.Count : int.MaxValue;
        var free = quotas.Select(quota => (quota, free: quota.Slots - state.HeldBy(quota.Boot).Count)).Where(pair => pair.free > 0)
            .OrderByDescending(pair => pair.free).ToList();
        var picked = state.Peek(Math.Min(Math.Min(ready, cap), free.Sum(pair => pair.free)), nowMs, until);
        var events = new List<SweepEvent>();
        var taken = 0;
        foreach (var (quota, room) in free)
        {
            var assigned = new TrialsAssigned { Boot = quota.Boot, Agent = quota.Agent, Path = quota.Path };
            for (var i = 0; i < room && taken < picked.Count; i++, taken++)
            {
                assigned.Index.Add(picked[taken]);
                assigned.Attempt.Add(state.Table.Attempt(picked[taken]) + 1);
            }

            if (assigned.Index.Count > 0)
            {
                events.Add(new SweepEvent { Assigned = assigned });
            }
        }

        return events;
    }

    /// <summary>
    /// Accepts a result of the newest attempt, once: of its lease, or, where the lease was taken back but nobody else began, of the trial that waits in the
    /// queue. Anything else is acknowledged and dropped. The same result told twice gets the same answer.
    /// </summary>
    /// <returns>The event to store, where the result changes anything, and what to tell the node once it is stored.</returns>
    public static (SweepEvent? Change, AckedResult Ack) Result(SweepState state, TrialResult result, long nowMs)
    {
        var ack = new AckedResult { Index = result.Index, Attempt = result.Attempt, Accepted = true };
        if (result.Index < 0 || result.Index >= state.Table.Count)
        {
            ack.Accepted = false;
            return (null, ack);
        }

        var owns = state.Leases.TryGetValue(result.Index, out var lease) && lease.Attempt == result.Attempt;
        if (owns || (result.Outcome == Outcome.Finished && Orphan(state, result.Index, result.Attempt)))
        {
            var change = Accept(state, result, nowMs);
            ack.RunStatus = StatusAfter(state, change);
            return (change, ack);
        }

        ack.Accepted = Settled(state, result.Index, result.Attempt) || Waiting(state, result.Index, result.Attempt) || HasFailed(state, result.Index, result.Attempt);
        ack.RunStatus = !Settled(state, result.Index, result.Attempt) ? "" : state.Table.Phase(result.Index) == TrialPhase.Done ? "FINISHED" : "FAILED";
        return (null, ack);
    }

    /// <summary>Compares what a node says it holds with the leases on it.</summary>
    public static ReportDecision Report(SweepState state, NodeReported report, long nowMs)
    {
        var events = new List<SweepEvent>();
        var stop = new List<TrialRef>();
        // The same agent under another boot id has restarted: what it held is lost, but for what had ended and is told from its outbox.
        var ended = report.Running.Where(running => running.Ended).Select(running => (running.Trial.Index, running.Trial.Attempt)).ToHashSet();
        var earlier = state.Holders.Where(boot => boot != report.Boot && state.Leases[state.HeldBy(boot).First()].Agent == report.Agent).SelectMany(state.HeldBy);
        events.AddRange(Requeue(earlier.Where(index => !ended.Contains((index, state.Leases[index].Attempt))), "its node restarted"));
        var named = new HashSet<int>();
        foreach (var running in report.Running)
        {
            var trial = running.Trial;
            if (state.Leases.TryGetValue(trial.Index, out var lease) && lease.Attempt == trial.Attempt && lease.Boot == report.Boot)
            {
                named.Add(trial.Index);
                if (state.Stopping)
                {
                    stop.Add(trial);
                }
            }
            else if ((Orphan(state, trial.Index, trial.Attempt) && !state.Stopping)
                || (running.Ended && lease is not null && lease.Attempt == trial.Attempt && lease.Agent == report.Agent))
            {
                named.Add(trial.Index);
                events.Add(new SweepEvent
                {
                    Assigned = new TrialsAssigned { Boot = report.Boot, Agent = report.Agent, Path = report.Path, Index = { trial.Index }, Attempt = { trial.Attempt } },
                });
            }
            else if (!Settled(state, trial.Index, trial.Attempt))
            {
                stop.Add(trial);
            }
        }

        var resend = state.HeldBy(report.Boot).Where(index => !named.Contains(index) && nowMs - state.Leases[index].SinceMs > ResendAfterMs).ToList();
        return new ReportDecision(events, stop, resend);
    }

    /// <summary>Takes back every lease that matches; no retry is used, for the trial is not at fault.</summary>
    public static IReadOnlyList<SweepEvent> Requeue(SweepState state, Func<Lease, bool> matches, string reason) =>
        Requeue(state.Leases.Where(pair => matches(pair.Value)).Select(pair => pair.Key), reason);

    private static IReadOnlyList<SweepEvent> Requeue(IEnumerable<int> indices, string reason)
    {
        var sorted = indices.Order().ToList();
        return sorted.Count == 0 ? [] : [new SweepEvent { Requeued = new TrialsRequeued { Index = { sorted }, Reason = reason } }];
    }

    /// <summary>Going on makes sense where the sweep was paused or cancelled, or a trial was given up.</summary>
    public static IReadOnlyList<SweepEvent> Resume(SweepState state, Caller? by = null) =>
        state.Halted || state.Table.In(TrialPhase.GaveUp) > 0 ? [new SweepEvent { Resumed = new SweepResumed { By = by } }] : [];

    private static SweepEvent Accept(SweepState state, TrialResult result, long nowMs)
    {
        switch (result.Outcome)
        {
            case Outcome.Finished:
                return new SweepEvent
                {
                    Finished = new TrialFinished
                    {
                        Index = result.Index,
                        Attempt = result.Attempt,
                        Objective = result.Objective,
                        HasObjective = result.HasObjective,
                        Seconds = result.Seconds,
                        Slot = result.Slot,
                    },
                };
            case Outcome.Preempted:
                return new SweepEvent { Requeued = new TrialsRequeued { Index = { result.Index }, Reason = result.Reason, HandedBack = true, Slot = result.Slot } };
            default:
                return new SweepEvent { Failed = Failed(state, result, nowMs) };
        }
    }

    private static TrialFailed Failed(SweepState state, TrialResult result, long nowMs)
    {
        var failures = state.Table.Failures(result.Index) + 1;
        var memory = MemoryLadder.After(result, state.Reasons.Last(result.Index));
        var final = memory.GiveUp ?? (result.Certain || failures >= state.Spec.Retry.Attempts);
        // Doubling, but never more than ten minutes: a person may be waiting.
        var wait = Math.Min(state.Spec.Retry.Backoff.TotalMilliseconds * Math.Pow(2, failures - 1), 600_000);
        var failed = new TrialFailed
        {
            Index = result.Index,
            Attempt = result.Attempt,
            Reason = memory.Reason,
            Final = final,
            Seconds = result.Seconds,
            NotBeforeMs = final ? 0 : nowMs + (long)wait,
            Kind = result.Failure,
            PeakBytes = result.PeakBytes,
            Slot = result.Slot,
        };
        if (memory.Companions is { } companions)
        {
            failed.Companions = companions;
        }

        return failed;
    }

    // Between attempts a run is SCHEDULED; after a failure that will be retried at once it stays RUNNING.
    private static string StatusAfter(SweepState state, SweepEvent change) => change.EventCase switch
    {
        SweepEvent.EventOneofCase.Finished => "FINISHED",
        SweepEvent.EventOneofCase.Failed => change.Failed.Final ? "FAILED" : "",
        _ => state.Cancelled ? "KILLED" : "SCHEDULED",
    };

    // Taken back, but not given to anybody else yet. Not an attempt that failed, or handed its trial back: a hello that was on its way then still names it.
    private static bool Orphan(SweepState state, int index, int attempt) =>
        Waiting(state, index, attempt) && !HasFailed(state, index, attempt) && !state.HandedBack(index);

    private static bool Waiting(SweepState state, int index, int attempt) =>
        index >= 0 && index < state.Table.Count && attempt > 0 && state.Table.Phase(index) == TrialPhase.Pending && state.Table.Attempt(index) == attempt;

    private static bool HasFailed(SweepState state, int index, int attempt) => state.Reasons.Of(index).Any(failed => failed.Attempt == attempt);

    // Over, and by this very attempt: its result was told twice.
    private static bool Settled(SweepState state, int index, int attempt) =>
        index >= 0 && index < state.Table.Count && state.Table.Phase(index) is TrialPhase.Done or TrialPhase.GaveUp && state.Table.Attempt(index) == attempt;
}
