using Orchestrator.Sweeps;
using Shared.Wire;

namespace Orchestrator.Coordinator;

// Failed trials get their retry budget again.
public static partial class ControlRules
{
    private static ControlDecision Retry(SweepState state, ControlSweep.Types.Retry retry, Caller by, long nowMs)
    {
        if (state.Cancelled && !state.Complete)
        {
            return ControlDecision.Refuse("it is cancelled; 'resume' goes on with all that is unfinished, failed trials too");
        }

        // Given up, or waiting for the next try: who retries does not want to wait for the back-off either.
        var failed = Enumerable.Range(0, state.Table.Count)
            .Where(index => state.Table.Phase(index) == TrialPhase.GaveUp || (state.Table.Phase(index) == TrialPhase.Pending && state.NotBeforeMs(index) > nowMs))
            .ToList();
        if (failed.Count == 0)
        {
            return ControlDecision.Refuse("no trial of it has failed");
        }

        var chosen = failed;
        if (retry.Where.Length > 0)
        {
            var grid = Grid.Of(state.Spec);
            var filter = TrialFilter.Read(state.Spec, retry.Where, out var fault);
            if (filter is null)
            {
                return ControlDecision.Refuse($"--where: {fault}");
            }

            chosen = filter.Choose(grid, failed);
            if (chosen.Count == 0)
            {
                return ControlDecision.Refuse($"none of its {Trials(failed.Count, "failed")} satisfies {retry.Where}");
            }
        }

        var paused = state.Paused ? "; the sweep is paused, 'resume' goes on" : "";
        return new(
            [new SweepEvent { Retried = new TrialsRetried { By = by, Index = { chosen }, Where = retry.Where } }],
            $"tries {Trials(chosen.Count, "failed")} again, {(chosen.Count == 1 ? "" : "each ")}up to {state.Spec.Retry.Attempts} more {(state.Spec.Retry.Attempts == 1 ? "time" : "times")}{paused}");
    }
}
