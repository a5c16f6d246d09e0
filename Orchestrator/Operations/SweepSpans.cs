using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.Coordinator;
using Shared.Hosting;
using Shared.Wire;

namespace Orchestrator.Operations;

/// <summary>
/// A sweep as a trace: a span for the sweep, in it one for each trial from its first attempt to its end, in that one for each attempt from its lease to its end. The trace's id follows from the sweep's, so that
/// what different lives of an orchestrator tell hangs together; of a sweep that outlives its orchestrator the later life tells the sweep's span. Where nobody listens, nothing is kept.
/// </summary>
public sealed class SweepSpans
{
    private readonly Dictionary<int, Activity> _trials = [];
    private readonly Dictionary<int, Activity> _attempts = [];
    private Activity? _sweep;

    /// <summary>The trace in which a sweep is told.</summary>
    public static ActivityTraceId TraceOf(string sweep) => ActivityTraceId.CreateFromBytes(SHA256.HashData(Encoding.UTF8.GetBytes("experiments/" + sweep)).AsSpan(0, 16));

    /// <summary>Begins and ends spans for what was stored.</summary>
    public void Stored(SweepState state, SweepEntry entry)
    {
        if (state.Submitted is null || !Telemetry.Spans.HasListeners())
        {
            return;
        }

        var at = DateTimeOffset.FromUnixTimeMilliseconds(entry.AtMs);
        _sweep ??= Begin("sweep", new ActivityContext(TraceOf(state.Submitted.Sweep), default, ActivityTraceFlags.Recorded), DateTimeOffset.FromUnixTimeMilliseconds(state.SubmittedMs));
        _sweep?.SetTag("experiments.sweep", state.Submitted.Sweep).SetTag("experiments.trials", state.Table.Count);
        foreach (var change in entry.Events)
        {
            Tell(state.Submitted.Sweep, change, at);
        }

        if (state.Ended)
        {
            End(_sweep, at, state.Cancelled ? "cancelled" : null);
            _sweep = null;
        }
    }

    private void Tell(string sweep, SweepEvent change, DateTimeOffset at)
    {
        switch (change.EventCase)
        {
            case SweepEvent.EventOneofCase.Assigned:
                foreach (var (index, attempt) in change.Assigned.Index.Zip(change.Assigned.Attempt))
                {
                    Assigned(sweep, index, attempt, change.Assigned.Agent, at);
                }

                break;
            case SweepEvent.EventOneofCase.Finished:
                EndAttempt(change.Finished.Index, at, change.Finished.Slot, fault: null);
                EndTrial(change.Finished.Index, at, fault: null);
                break;
            case SweepEvent.EventOneofCase.Failed:
                EndAttempt(change.Failed.Index, at, change.Failed.Slot, change.Failed.Reason);
                if (change.Failed.Final)
                {
                    EndTrial(change.Failed.Index, at, change.Failed.Reason);
                }

                break;
            case SweepEvent.EventOneofCase.Requeued:
                foreach (var index in change.Requeued.Index)
                {
                    _attempts.GetValueOrDefault(index)?.SetTag("experiments.requeued", change.Requeued.Reason);
                    EndAttempt(index, at, change.Requeued.Slot, fault: null);
                }

                break;
        }
    }

    private void Assigned(string sweep, int index, int attempt, string agent, DateTimeOffset at)
    {
        var trial = _trials.GetValueOrDefault(index);
        if (trial is null && (trial = Begin("trial", _sweep?.Context ?? default, at)) is not null)
        {
            _trials[index] = trial.SetTag("experiments.sweep", sweep).SetTag("experiments.trial", index);
        }

        if (trial is not null && Begin("attempt", trial.Context, at) is { } begun)
        {
            _attempts[index] = begun.SetTag("experiments.sweep", sweep).SetTag("experiments.trial", index).SetTag("experiments.attempt", attempt).SetTag("experiments.node", agent);
        }
    }

    private void EndAttempt(int index, DateTimeOffset at, string slot, string? fault)
    {
        if (_attempts.Remove(index, out var attempt))
        {
            End(slot.Length > 0 ? attempt.SetTag("experiments.slot", slot) : attempt, at, fault);
        }
    }

    private void EndTrial(int index, DateTimeOffset at, string? fault)
    {
        if (_trials.Remove(index, out var trial))
        {
            End(trial, at, fault);
        }
    }

    // Whose child it is was said: what happens to be under way on this thread is no parent, and must not become the child of ours either.
    private static Activity? Begin(string name, ActivityContext parent, DateTimeOffset at)
    {
        var current = Activity.Current;
        var begun = Telemetry.Spans.StartActivity(name, ActivityKind.Internal, parent, startTime: at);
        Activity.Current = current;
        return begun;
    }

    private static void End(Activity? span, DateTimeOffset at, string? fault)
    {
        var current = Activity.Current;
        span?.SetStatus(fault is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, fault).SetEndTime(at.UtcDateTime).Stop();
        Activity.Current = current;
    }
}

/// <summary>Counts attempts and tells spans of what a sweep has stored.</summary>
public sealed class SweepWatch(OrchestratorMeter meter) : ISweepWatch
{
    private readonly SweepSpans _spans = new();

    public void Stored(SweepState state, SweepEntry entry)
    {
        foreach (var change in entry.Events)
        {
            switch (change.EventCase)
            {
                case SweepEvent.EventOneofCase.Finished:
                    meter.AttemptsEnded("finished", 1);
                    break;
                case SweepEvent.EventOneofCase.Failed:
                    meter.AttemptsEnded("failed", 1);
                    break;
                case SweepEvent.EventOneofCase.Requeued:
                    meter.AttemptsEnded("requeued", change.Requeued.Index.Count);
                    break;
            }
        }

        _spans.Stored(state, entry);
    }
}
