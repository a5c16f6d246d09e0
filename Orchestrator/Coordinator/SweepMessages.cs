using Google.Protobuf.Collections;
using Orchestrator.Sweeps;
using Orchestrator.Sweeps.WarmStarts;
using Shared.Catalogues;
using Shared.Trials;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>What a sweep tells nodes, dispatcher and people, made of its state.</summary>
public sealed class SweepMessages(SweepSpec spec)
{
    private readonly Grid _grid = Grid.Of(spec);
    private readonly IReadOnlyList<string> _axes = spec.Varying;

    /// <summary>The terms that the messages are made of.</summary>
    public SweepSpec Spec => spec;

    /// <summary>All that the sweep's trials have in common.</summary>
    public SweepHeader Header(SweepState state, SweepServices services)
    {
        var header = new SweepHeader
        {
            Id = state.Submitted!.Sweep,
            Name = spec.Name,
            Experiment = spec.Experiment,
            Dataset = spec.Dataset.Name,
            Objective = spec.Objective.Metric,
            CheckpointEvery = spec.Checkpoint.Every,
            TrackingUri = state.Submitted.TrackingUri is { Length: > 0 } uri ? uri : services.TrackingUri,
            TrackingExperiment = state.Tracking?.Experiment ?? "",
            ParentRun = state.Tracking?.ParentRun ?? "",
            Device = spec.Resources.Device,
            StalledAfterMs = (long)spec.Retry.StalledOrDefault.TotalMilliseconds,
            CheckpointUri = services.Checkpoints is null ? "" : services.TrackingUri,
            KeepLast = spec.Checkpoint.Kept.Last,
            KeepBest = spec.Checkpoint.Kept.Best,
            Maximize = spec.Objective.Goal == MetricGoal.Maximize,
            Anew = state.Submitted.Anew,
            Tags = { spec.Tracking.Tags.ToDictionary() },
        };
        Fill(header.DatasetOptions, spec.Dataset.Options);
        return header;
    }

    /// <param name="earlier">The trial's last failure; null where it had none.</param>
    /// <param name="traceparent">Of the attempt's span; null where nobody listens.</param>
    public Assignment Assignment(int index, int attempt, SweepServices services, TrialFailed? earlier = null, string? traceparent = null)
    {
        var point = _grid.At(index);
        var key = _grid.KeyAt(index);
        var assignment = new Assignment
        {
            Index = index,
            Attempt = attempt,
            Key = key,
            Checkpointed = services.Checkpoints?.Has(key) ?? false,
            Seed = point.Seed,
            Traceparent = traceparent ?? "",
            Axes = { _axes },
            Shorter = { _grid.ShorterKeysAt(index) },
            Start = _grid.SourceOf(point) is { } source ? Start(source, spec.StartFrom!.Source!, services.TrackingUri) : null,
        };
        if (earlier?.HasCompanions == true)
        {
            assignment.Companions = earlier.Companions;
        }

        Fill(assignment.Parameters, point.Parameters);
        return assignment;
    }

    /// <summary>The trial by all that decides its result.</summary>
    public string KeyOf(int index) => _grid.KeyAt(index);

    /// <summary>What the sweep could use now, and what it holds.</summary>
    public static SweepDemand Demand(string sweep, SweepState state, long nowMs)
    {
        if (state.Submitted is null)
        {
            return new SweepDemand { Sweep = sweep, Closed = true };
        }

        var demand = new SweepDemand
        {
            Sweep = sweep,
            Name = state.Spec.Name,
            Ready = state.Ready(nowMs),
            Delayed = state.Delayed(nowMs),
            MaxParallel = state.Spec.Resources.MaxParallel,
            Priority = state.Spec.Resources.Priority,
            Weight = state.Spec.Resources.Weight ?? 1,
            Device = state.Spec.Resources.Device,
            Experiment = state.Spec.Experiment,
            Version = state.Spec.ExperimentVersion,
            // Open until the parent run is closed, so that the dispatcher wakes the sweep for that after a crash.
            Closed = state.Ended && state.TrackingClosed,
        };
        demand.Held.AddRange(state.Holders.Select(boot => new Held { Boot = boot, Leases = state.HeldBy(boot).Count }));
        return demand;
    }

    /// <summary>One page of the trial table.</summary>
    public static TrialsView Trials(GetTrials query, SweepState state, long nowMs)
    {
        var view = new TrialsView { Sweep = query.Sweep, Total = state.Table.Count };
        var first = Math.Clamp(query.Offset, 0, state.Table.Count);
        var last = Math.Min(first + Math.Clamp(query.Limit, 0, 500), state.Table.Count);
        for (var index = first; index < last; index++)
        {
            var objective = state.Table.Objective(index);
            view.Trials.Add(new TrialView
            {
                Index = index,
                Phase = state.Table.Phase(index),
                Attempt = state.Table.Attempt(index),
                Objective = objective,
                HasObjective = !double.IsNaN(objective),
                Seconds = state.Table.Seconds(index),
                Agent = state.Table.Agent(index),
                Reason = state.Reasons.TryGetValue(index, out var failed) ? failed.Reason : "",
                Failures = { state.Reasons.Of(index).Select(one => new FailedAttempt { Attempt = one.Attempt, Reason = one.Reason }) },
                NotBeforeMs = state.NotBeforeMs(index) is { } due && due > nowMs ? due : 0,
                ReusedSweep = state.Reused.TryGetValue(index, out var reused) ? reused.Sweep : "",
                ReusedIndex = reused?.Source ?? 0,
            });
        }

        return view;
    }

    private static StartWeights Start(SourceRef source, WarmSource from, string ownTrackingUri) => new()
    {
        Trial = new SourceTrial { Sweep = source.Sweep, Index = source.Index, Key = source.Key },
        TrackingUri = from.TrackingUri.Length > 0 ? from.TrackingUri : ownTrackingUri,
        TrackingExperiment = from.TrackingExperiment,
    };

    private static void Fill(MapField<string, Value> map, IEnumerable<KeyValuePair<string, ParameterValue>> values)
    {
        foreach (var (name, value) in values)
        {
            map[name] = value.ToWire();
        }
    }
}
