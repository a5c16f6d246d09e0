using Orchestrator.Api;

namespace Orchestrator.CommandLine;

/// <summary>Sweeps and trials as single lines of text. Pure.</summary>
public static class SweepLine
{
    /// <summary>How a sweep ended.</summary>
    public static string Ending(SweepDto sweep) => Words.Clean($"{sweep.Name} {sweep.State.Replace('_', ' ')}: {Progress(sweep)}");

    /// <summary>Both of the following.</summary>
    public static string Progress(SweepDto sweep) => $"{Counts(sweep)}; {Pace(sweep)}";

    /// <summary><c>5 of 8 done, 0 failed, 2 running, 1 left</c>.</summary>
    public static string Counts(SweepDto sweep)
    {
        var trials = sweep.Trials;
        var delayed = trials.Delayed > 0 ? $", {Words.Count(trials.Delayed)} to be tried again" : "";
        return $"{Words.Count(trials.Finished)} of {Words.Count(trials.Total)} done, {Words.Count(trials.Failed)} failed, {Words.Count(trials.Running)} running, "
            + $"{Words.Count(trials.Pending)} left{delayed}";
    }

    /// <summary><c>2.1 trials/min; 1 min 10 s so far, about 40 s left</c>.</summary>
    public static string Pace(SweepDto sweep)
    {
        var over = SweepStates.Ended(sweep.State);
        var left = sweep.SecondsLeft is { } seconds && !over ? $", about {Words.Duration(seconds)} left" : "";
        return $"{Words.Rate(sweep.TrialsPerSecond)}; {Words.Duration(sweep.ElapsedSeconds)}{(over ? "" : " so far")}{left}";
    }

    /// <summary>A trial that ended, with its objective or the reason of its failure.</summary>
    public static string Ended(TrialDto trial, SweepDto sweep)
    {
        var seconds = trial.Seconds is { } wall ? $" in {Words.Duration(wall)}" : "";
        var node = trial.Node is null ? "" : $" on {trial.Node}";
        var outcome = trial.State == "failed"
            ? $"failed after {Words.Plural(trial.Attempt, "attempt")}: {trial.Reason ?? "no reason was given"}"
            : $"{sweep.Objective.Metric} {Words.Number(trial.Value)}{seconds}{node}";
        return Words.Clean($"trial {trial.Index}: {outcome}  {Words.Parameters(Varying(trial, sweep))}").TrimEnd();
    }

    /// <summary>The trial's parameters that differ between the sweep's trials, in the sweep's order.</summary>
    public static IReadOnlyDictionary<string, Shared.Trials.ParameterValue> Varying(TrialDto trial, SweepDto sweep) => sweep.Axes
        .Where(trial.Parameters.ContainsKey)
        .ToDictionary(axis => axis, axis => trial.Parameters[axis]);
}
