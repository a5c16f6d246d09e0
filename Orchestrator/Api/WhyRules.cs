using System.Globalization;
using Orchestrator.CommandLine;
using Shared.Wire;

namespace Orchestrator.Api;

/// <summary>What the answer to "why?" is made of.</summary>
/// <param name="Trial">The trial in question; null for the sweep.</param>
/// <param name="History">What people did to the sweep, oldest first.</param>
/// <param name="Overview">What the dispatcher says of nodes and shares.</param>
public sealed record WhyFacts(SweepView View, TrialView? Trial, IReadOnlyList<ControlRecord> History, Overview Overview, DateTimeOffset Now);

/// <summary>Says what a sweep or a trial waits for, and what would unblock it. Pure.</summary>
public static class WhyRules
{
    public static WhyDto Answer(WhyFacts facts)
    {
        var (waits, unblocks) = facts.Trial is { } trial ? OfTrial(facts, trial) : OfSweep(facts);
        return new WhyDto(
            facts.View.Sweep,
            facts.Trial?.Index,
            facts.Trial is { } row ? State(row, facts) : SweepPresenter.State(facts.View.Phase),
            waits,
            unblocks,
            [.. facts.Trial?.Failures.Select(failed => new AttemptDto(failed.Attempt, failed.Reason)) ?? []]);
    }

    private static (string Waits, string? Unblocks) OfSweep(WhyFacts facts)
    {
        var view = facts.View;
        return view.Phase switch
        {
            SweepPhase.Completed => ($"it waits for nothing: all {Words.Plural(view.Total, "trial")} finished", null),
            SweepPhase.CompletedWithFailures => ($"it is over: {Words.Plural(view.Failed, "trial")} failed for good", $"'retry {view.Sweep} --failed' tries them again; 'why {view.Sweep} TRIAL' has the reasons"),
            _ when Held(facts) is { } held => held,
            _ when view.Pending == 0 => ($"it waits for its {Words.Plural(view.Leased, "running trial")}", null),
            _ when view.Pending == view.Delayed => ($"{Words.Plural(view.Delayed, "trial")} failed and wait for another try", $"it begins by itself; 'retry {view.Sweep} --failed' begins at once"),
            _ when NoMore(facts) is { } reason => ($"{Words.Count(view.Leased)} running, {Words.Count(view.Pending)} waiting: {reason}", null),
            _ => ($"{Words.Count(view.Leased)} running, {Words.Count(view.Pending)} waiting for their turn", null),
        };
    }

    private static (string Waits, string? Unblocks) OfTrial(WhyFacts facts, TrialView trial) => trial.Phase switch
    {
        TrialPhase.Done => ($"it waits for nothing: it finished{On(trial.Agent)} with {facts.View.Objective} {(trial.HasObjective ? Words.Number(trial.Objective) : "unknown")}", null),
        TrialPhase.GaveUp => (
            $"it failed for good after {Words.Plural(trial.Attempt, "attempt")}: {Reason(trial)}",
            $"'retry {facts.View.Sweep} --failed --where \"trial == {trial.Index}\"' tries it again"),
        TrialPhase.Leased => Running(facts, trial),
        _ when Held(facts) is { } held => held,
        _ when trial.NotBeforeMs > 0 => (
            $"attempt {trial.Attempt} failed ({Reason(trial)}); the next one may begin at {Clock(trial.NotBeforeMs)}, in {Words.Duration((trial.NotBeforeMs - facts.Now.ToUnixTimeMilliseconds()) / 1_000.0)}",
            $"it begins by itself; 'retry {facts.View.Sweep} --failed' begins at once"),
        _ => ($"it waits for a slot{(trial.Attempt > 0 ? " to go on" : "")}{(NoMore(facts) is { } reason ? $": {reason}" : ", and its turn comes by itself")}", null),
    };

    // What holds the whole sweep, whatever the nodes have.
    private static (string Waits, string? Unblocks)? Held(WhyFacts facts)
    {
        var view = facts.View;
        return view switch
        {
            { Waits.Length: > 0 } => (view.Waits, "it goes on by itself once that is cured"),
            { Phase: SweepPhase.Opening } => ("its parent run is being made in the tracking server", null),
            { Phase: SweepPhase.Paused or SweepPhase.Pausing } => (
                $"it is paused{By(facts, "paused")}{(view.Leased > 0 ? $"; still running: {Words.Plural(view.Leased, "trial")}, until a checkpoint is written or the end is reached" : "")}",
                $"'resume {view.Sweep}' goes on"),
            { Phase: SweepPhase.Cancelled or SweepPhase.Cancelling } => (
                $"it is cancelled{By(facts, "cancelled")}{(view.Leased > 0 ? $"; {Words.Plural(view.Leased, "trial")} {(view.Leased == 1 ? "has" : "have")} yet to stop" : "")}",
                $"'resume {view.Sweep}' goes on with all that is unfinished"),
            _ => null,
        };
    }

    private static (string Waits, string? Unblocks) Running(WhyFacts facts, TrialView trial)
    {
        var running = facts.View.Running.FirstOrDefault(running => running.Trial.Index == trial.Index) ?? new RunningTrial { Agent = trial.Agent };
        var since = running.SinceMs > 0
            ? $" since {Clock(running.SinceMs)}, for {Words.Duration(Math.Max(0, facts.Now.ToUnixTimeMilliseconds() - running.SinceMs) / 1_000.0)} now"
            : "";
        if (running.Waits.Length > 0)
        {
            return ($"{running.Agent} has it{since}, and waits: {running.Waits}", null);
        }

        if (running.Slot.Length == 0)
        {
            return ($"it is assigned to {running.Agent}{since}, which has not begun it yet", "a node that does not report it loses it after its grace period, and another one takes it");
        }

        var far = running.Epochs > 0 ? $", {running.Epoch} of {Words.Plural(running.Epochs, "epoch")}" : "";
        return (string.Create(CultureInfo.InvariantCulture, $"it runs on {running.Slot} of {running.Agent}{since}: {Math.Clamp(running.Fraction, 0, 1):0%} done{far}"), null);
    }

    private static string? NoMore(WhyFacts facts) => facts.Overview.Shares.GetValueOrDefault(facts.View.Sweep) ?? facts.Overview.Waits.GetValueOrDefault(facts.View.Sweep);

    private static string By(WhyFacts facts, string what)
    {
        if (facts.History.LastOrDefault(record => record.What == what) is not { } record)
        {
            return "";
        }

        var who = record.Who.Length > 0 ? $" by {record.Who}" : "";
        return $"{who} since {Clock(record.AtMs)}{(record.Why.Length > 0 ? $": {record.Why}" : "")}";
    }

    private static string State(TrialView trial, WhyFacts facts) => trial.Phase switch
    {
        TrialPhase.Done => "finished",
        TrialPhase.GaveUp => "failed",
        TrialPhase.Leased => "running",
        _ => facts.View.Phase is SweepPhase.Paused or SweepPhase.Cancelled ? SweepPresenter.State(facts.View.Phase) : "pending",
    };

    private static string Reason(TrialView trial) => trial.Reason.Length > 0 ? trial.Reason : "no reason was given";

    private static string On(string agent) => agent.Length > 0 ? $" on {agent}" : "";

    private static string Clock(long atMs) => DateTimeOffset.FromUnixTimeMilliseconds(atMs).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
