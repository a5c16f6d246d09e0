using Orchestrator.Sweeps;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>How a sweep is recorded as the parent of its trials' runs. Every call may be repeated: a call that succeeded but was not heard of changes nothing.</summary>
public interface ISweepTracking
{
    /// <summary>Finds or makes the experiment and the sweep's parent run.</summary>
    Task<TrackingOpened> OpenAsync(SweepSubmitted submitted, SweepSpec spec, long submittedMs);

    /// <summary>Gives the parent run its terminal status and the sweep's figures.</summary>
    Task CloseAsync(SweepSummary summary);

    /// <summary>A resumed sweep's parent run is running again.</summary>
    Task ReopenAsync(SweepSummary summary);
}

/// <summary>What of a sweep stands in its parent run.</summary>
/// <param name="Status">MLflow run status.</param>
public sealed record SweepSummary(
    string Sweep, string TrackingUri, string ParentRun, string Status, long EndedMs, string Objective, int? Best, double BestValue, int Finished, int Failed, SweepSpec Spec)
{
    public static SweepSummary Of(SweepState state) => new(
        state.Submitted!.Sweep,
        state.Submitted.TrackingUri,
        state.Tracking!.ParentRun,
        state is { Cancelled: true, Complete: false } ? "KILLED" : state.Table.In(TrialPhase.GaveUp) > 0 ? "FAILED" : "FINISHED",
        state.EndedMs,
        state.Spec.Objective.Metric,
        state.Best,
        state.Best is { } best ? state.Table.Objective(best) : double.NaN,
        state.Table.In(TrialPhase.Done),
        state.Table.In(TrialPhase.GaveUp),
        state.Spec);
}
