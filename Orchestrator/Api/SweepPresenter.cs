using System.Collections.Concurrent;
using Orchestrator.Sweeps;
using Shared.Trials;
using Shared.Wire;

namespace Orchestrator.Api;

/// <summary>Turns what sweeps say of themselves into what the API shows: decodes parameters from indices and estimates the time left.</summary>
public sealed class SweepPresenter(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, (string Json, SweepSpec Spec, Grid Grid)> _grids = new();

    public SweepDto Present(SweepView view, Overview overview)
    {
        var (spec, grid) = GridOf(view);
        var axes = spec.Varying;
        var ended = view.EndedMs > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(view.EndedMs) : (DateTimeOffset?)null;
        var submitted = DateTimeOffset.FromUnixTimeMilliseconds(view.SubmittedMs);
        var elapsed = Math.Max(0, ((ended ?? clock.GetUtcNow()) - submitted).TotalSeconds);
        return new SweepDto(
            view.Sweep,
            view.Name,
            view.Experiment,
            State(view.Phase),
            view.Waits.Length > 0 ? view.Waits : overview.Waits.GetValueOrDefault(view.Sweep),
            new TrialCounts(view.Total, view.Finished, view.Failed, view.Leased, view.Pending - view.Delayed, view.Delayed, view.Reused),
            new ObjectiveDto(view.Objective, view.Maximize ? "maximize" : "minimize"),
            view.HasBest ? new BestDto(view.BestIndex, view.BestValue, Differing(grid.At(view.BestIndex), axes)) : null,
            [.. view.Running.Select(running => Running(running, grid, axes))],
            new TrackingDto(view.TrackingUri, NullIfEmpty(view.TrackingExperiment), NullIfEmpty(view.ParentRun), view.OwnTracking),
            axes,
            submitted,
            ended,
            elapsed,
            SecondsLeft(view),
            view.TrialsPerSecond,
            StartOf(spec),
            new DatasetDto(spec.Dataset.Name, spec.Dataset.Options),
            new ShareDto(spec.Resources.MaxParallel, spec.Resources.Priority, spec.Resources.Weight ?? 1));
    }

    public TrialPageDto Present(SweepView view, TrialsView page)
    {
        var (_, grid) = GridOf(view);
        return new TrialPageDto(page.Total, [.. page.Trials.Select(trial => Trial(trial, grid))]);
    }

    /// <summary>A trial by all that decides its result.</summary>
    public string KeyOf(SweepView view, int index) => GridOf(view).Grid.KeyAt(index);

    /// <summary>Whose weights the trials start from; null where they draw their own, or it is not chosen yet.</summary>
    public static StartDto? StartOf(SweepSpec spec) => spec.StartFrom?.Source is { } source ? new StartDto(source.SweepId, source.Trial) : null;

    private static double? SecondsLeft(SweepView view)
    {
        if (view.Phase is SweepPhase.Completed or SweepPhase.CompletedWithFailures or SweepPhase.Cancelled)
        {
            return null;
        }

        return TimeLeft.Of(
            view.Pending,
            view.Finished - view.Reused,
            view.SecondsPerTrial,
            [.. view.Running.Select(running => new TrialPace(running.PaceSeconds, running.PaceFrom, running.Fraction))]);
    }

    private static TrialDto Trial(TrialView trial, Grid grid)
    {
        var point = grid.At(trial.Index);
        return new TrialDto(
            trial.Index,
            trial.Phase switch { TrialPhase.Done => "finished", TrialPhase.GaveUp => "failed", TrialPhase.Leased => "running", _ => "pending" },
            trial.Attempt,
            grid.KeyAt(trial.Index),
            point.Seed,
            point.Parameters.ToDictionary(),
            trial.HasObjective ? trial.Objective : null,
            trial.Seconds > 0 ? trial.Seconds : null,
            NullIfEmpty(trial.Agent),
            NullIfEmpty(trial.Reason),
            grid.SourceOf(point)?.Index,
            trial.Failures.Count == 0 ? null : [.. trial.Failures.Select(failed => new AttemptDto(failed.Attempt, failed.Reason))],
            trial.ReusedSweep.Length > 0 ? new ReusedDto(trial.ReusedSweep, trial.ReusedIndex) : null);
    }

    private static RunningDto Running(RunningTrial running, Grid grid, IReadOnlyList<string> axes) => new(
        running.Trial.Index,
        running.Trial.Attempt,
        running.Agent,
        running.Slot,
        running.Epoch,
        running.Epochs,
        running.Fraction,
        running.HasObjective ? running.Objective : null,
        running.ImagesPerSecond,
        NullIfEmpty(running.Waits),
        Differing(grid.At(running.Trial.Index), axes));

    /// <summary>A sweep's state as the API spells it.</summary>
    public static string State(SweepPhase phase) => phase switch
    {
        SweepPhase.Opening => "opening",
        SweepPhase.Running => "running",
        SweepPhase.Pausing => "pausing",
        SweepPhase.Paused => "paused",
        SweepPhase.Cancelling => "cancelling",
        SweepPhase.Cancelled => "cancelled",
        SweepPhase.Completed => "completed",
        SweepPhase.CompletedWithFailures => "completed_with_failures",
        _ => "unknown",
    };

    private static Dictionary<string, ParameterValue> Differing(GridPoint point, IReadOnlyList<string> axes) =>
        point.Parameters.Where(parameter => axes.Contains(parameter.Key)).ToDictionary();

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>A trial's parameters that differ in its sweep.</summary>
    public IReadOnlyDictionary<string, ParameterValue> Differing(SweepView view, int index)
    {
        var (spec, grid) = GridOf(view);
        return Differing(grid.At(index), spec.Varying);
    }

    // A sweep that is submitted again may take its weights from another run of the same source.
    private (SweepSpec Spec, Grid Grid) GridOf(SweepView view)
    {
        if (!_grids.TryGetValue(view.Sweep, out var known) || known.Json != view.Spec)
        {
            var spec = SweepSpec.FromJson(view.Spec);
            _grids[view.Sweep] = known = (view.Spec, spec, Grid.Of(spec));
        }

        return (known.Spec, known.Grid);
    }
}
