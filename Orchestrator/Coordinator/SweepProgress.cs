using Shared.Catalogues;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>What is nice to know of a running sweep and lost without harm: how far each trial is, and how long trials take.</summary>
public sealed class SweepProgress
{
    private readonly Dictionary<string, Dictionary<int, RunningTrial>> _byNode = [];

    private (int Finished, long AtMs) _since;

    /// <summary>The last trouble with the tracking server; empty while there was none.</summary>
    public string TrackingTrouble { get; set; } = "";

    /// <summary>From here on the throughput counts: a pause, or a night without an orchestrator, is not the trials' fault.</summary>
    public void Begin(SweepState state, long nowMs) => _since = (state.Trained, nowMs);

    /// <param name="changes">Hears of the trials whose objective has a newer value.</param>
    public void Heard(NodeReported report, TrialChanges changes)
    {
        var before = _byNode.GetValueOrDefault(report.Boot);
        var now = report.Running.GroupBy(running => running.Trial.Index).ToDictionary(group => group.Key, group => group.Last());
        _byNode[report.Boot] = now;
        foreach (var (index, running) in now)
        {
            if (running.HasObjective && before?.GetValueOrDefault(index)?.Objective.Equals(running.Objective) is not true)
            {
                changes.Add(index);
            }
        }
    }

    /// <summary>The newest value of a running trial's objective; NaN where none was heard of.</summary>
    public double Objective(int index, Lease lease) =>
        _byNode.GetValueOrDefault(lease.Boot)?.GetValueOrDefault(index) is { HasObjective: true } running && running.Trial.Attempt == lease.Attempt ? running.Objective : double.NaN;

    public void Lost(string boot) => _byNode.Remove(boot);

    public void Ended(TrialResult result)
    {
        foreach (var node in _byNode.Values)
        {
            node.Remove(result.Index);
        }
    }

    /// <summary>The sweep as people see it.</summary>
    public SweepView View(string sweep, SweepState state, SweepServices services, long nowMs)
    {
        if (state.Submitted is null)
        {
            return new SweepView { Sweep = sweep };
        }

        var view = new SweepView
        {
            Sweep = sweep,
            Name = state.Spec.Name,
            Experiment = state.Spec.Experiment,
            Phase = PhaseOf(state),
            Total = state.Table.Count,
            Finished = state.Table.In(TrialPhase.Done),
            Reused = state.Reused.Count,
            Failed = state.Table.In(TrialPhase.GaveUp),
            Leased = state.Table.In(TrialPhase.Leased),
            Pending = state.Table.In(TrialPhase.Pending),
            Delayed = state.Delayed(nowMs),
            Objective = state.Spec.Objective.Metric,
            Maximize = state.Spec.Objective.Goal == MetricGoal.Maximize,
            HasBest = state.Best is not null,
            BestIndex = state.Best ?? 0,
            BestValue = state.Best is { } best ? state.Table.Objective(best) : 0,
            SubmittedMs = state.SubmittedMs,
            EndedMs = state.EndedMs,
            TrackingUri = state.Submitted.TrackingUri is { Length: > 0 } uri ? uri : services.TrackingUri,
            OwnTracking = state.Submitted.TrackingUri.Length == 0,
            CheckpointUri = services.Checkpoints is null ? "" : services.TrackingUri,
            TrackingExperiment = state.Tracking?.Experiment ?? "",
            ParentRun = state.Tracking?.ParentRun ?? "",
            Spec = state.SpecJson,
            SecondsPerTrial = state.MeanSeconds,
            TrialsPerSecond = TrialsPerSecond(state, nowMs),
            Waits = services.Journal.Trouble is { Length: > 0 } trouble ? trouble
                : state.Tracking is null && TrackingTrouble.Length > 0 ? $"the tracking server does not answer: {TrackingTrouble}"
                : "",
        };
        view.Running.AddRange(state.Leases.OrderBy(pair => pair.Key).Select(pair => Running(sweep, pair.Key, pair.Value)));
        return view;
    }

    private double TrialsPerSecond(SweepState state, long nowMs)
    {
        var milliseconds = (state.EndedMs > 0 ? state.EndedMs : nowMs) - _since.AtMs;
        return milliseconds > 0 ? (state.Trained - _since.Finished) * 1_000.0 / milliseconds : 0;
    }

    private RunningTrial Running(string sweep, int index, Lease lease)
    {
        var heard = _byNode.GetValueOrDefault(lease.Boot)?.GetValueOrDefault(index);
        var running = heard is { } report && report.Trial.Attempt == lease.Attempt
            ? report.Clone()
            : new RunningTrial { Trial = new TrialRef { Sweep = sweep, Index = index, Attempt = lease.Attempt } };
        running.Agent = lease.Agent;
        running.SinceMs = lease.SinceMs;
        return running;
    }

    private static SweepPhase PhaseOf(SweepState state) => state switch
    {
        { Cancelled: true, Ended: true } when !state.Complete => SweepPhase.Cancelled,
        { Cancelled: true } when !state.Complete => SweepPhase.Cancelling,
        { Paused: true, Leases.Count: > 0 } when !state.Complete => SweepPhase.Pausing,
        { Paused: true } when !state.Complete => SweepPhase.Paused,
        { Complete: true } when state.Table.In(TrialPhase.GaveUp) > 0 => SweepPhase.CompletedWithFailures,
        { Complete: true } => SweepPhase.Completed,
        { Tracking: null } => SweepPhase.Opening,
        _ => SweepPhase.Running,
    };
}
