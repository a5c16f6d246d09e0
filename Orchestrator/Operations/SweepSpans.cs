using System.Diagnostics;
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

    /// <summary>The span of an attempt in work as a W3C <c>traceparent</c>, for what its node tells of it; null where there is none.</summary>
    public string? ParentOf(int index) => _attempts.GetValueOrDefault(index)?.Id;

    /// <summary>Begins and ends spans for what was stored.</summary>
    public void Stored(SweepState state, SweepEntry entry)
    {
        // The last status of the parent run is stored after the sweep's end, and would tell it once more.
        var isAfterItsEnd = _sweep is null && entry.Events.All(change => change.EventCase == SweepEvent.EventOneofCase.Closed);
        if (state.Submitted is null || isAfterItsEnd || !Telemetry.Spans.HasListeners())
        {
            return;
        }

        var at = DateTimeOffset.FromUnixTimeMilliseconds(entry.AtMs);
        _sweep ??= Tracing.Begin("sweep", Tracing.Place(state.Submitted.Sweep), DateTimeOffset.FromUnixTimeMilliseconds(state.SubmittedMs));
        _sweep?.SetTag("experiments.sweep", state.Submitted.Sweep).SetTag("experiments.trials", state.Table.Count);
        foreach (var change in entry.Events)
        {
            Tell(state.Submitted.Sweep, change, at);
        }

        if (state.Ended)
        {
            Tracing.End(_sweep, at, state.Cancelled ? "cancelled" : null);
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
        if (trial is null && (trial = Tracing.Begin("trial", _sweep?.Context ?? default, at)) is not null)
        {
            _trials[index] = trial.SetTag("experiments.sweep", sweep).SetTag("experiments.trial", index);
        }

        if (trial is not null && Tracing.Begin("attempt", trial.Context, at) is { } begun)
        {
            _attempts[index] = begun.SetTag("experiments.sweep", sweep).SetTag("experiments.trial", index).SetTag("experiments.attempt", attempt).SetTag("experiments.node", agent);
        }
    }

    private void EndAttempt(int index, DateTimeOffset at, string slot, string? fault)
    {
        if (_attempts.Remove(index, out var attempt))
        {
            Tracing.End(slot.Length > 0 ? attempt.SetTag("experiments.slot", slot) : attempt, at, fault);
        }
    }

    private void EndTrial(int index, DateTimeOffset at, string? fault)
    {
        if (_trials.Remove(index, out var trial))
        {
            Tracing.End(trial, at, fault);
        }
    }
}

/// <summary>Counts attempts and tells spans of what a sweep has stored.</summary>
public sealed class SweepWatch(OrchestratorMeter meter) : ISweepWatch
{
    private readonly SweepSpans _spans = new();

    public string? ParentOf(int index) => _spans.ParentOf(index);

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
