using System.Globalization;
using Orchestrator.Api;

namespace Orchestrator.CommandLine;

/// <summary>Sweeps and trials as single lines of text. Pure.</summary>
public static class SweepLine
{
    /// <summary>How a sweep ended.</summary>
    public static string Ending(SweepDto sweep) => Words.Clean($"{sweep.Name} {sweep.State.Replace('_', ' ')}: {Progress(sweep)}");

    /// <summary>The counts, how far the running trials are, and the pace.</summary>
    public static string Progress(SweepDto sweep) => $"{Counts(sweep, Inside(sweep))}; {Pace(sweep)}";

    /// <summary><c>5 of 8 done, 0 failed, 2 running, 1 left</c>.</summary>
    public static string Counts(SweepDto sweep) => Counts(sweep, "");

    private static string Counts(SweepDto sweep, string inside)
    {
        var trials = sweep.Trials;
        var reused = trials.Reused > 0 ? $" ({Words.Count(trials.Reused)} reused)" : "";
        var delayed = trials.Delayed > 0 ? $", {Words.Count(trials.Delayed)} to be tried again" : "";
        return $"{Words.Count(trials.Finished)} of {Words.Count(trials.Total)} done{reused}, {Words.Count(trials.Failed)} failed, {Words.Count(trials.Running)} running{inside}, "
            + $"{Words.Count(trials.Pending)} left{delayed}";
    }

    /// <summary><c>2.1 trials/min; 1 min 10 s so far, about 40 s left</c>.</summary>
    public static string Pace(SweepDto sweep)
    {
        var over = SweepStates.Ended(sweep.State);
        // Less than a second is no estimate: the running trials have trained and only draw their pictures.
        var left = sweep.SecondsLeft is >= 1 and var seconds && !over ? $", about {Words.Duration(seconds)} left" : "";
        return $"{Words.Rate(sweep.TrialsPerSecond)}; {Words.Duration(sweep.ElapsedSeconds)}{(over ? "" : " so far")}{left}";
    }

    // One or two trials are named, so that a log of a single long trial shows that it moves; of more the mean is enough.
    private static string Inside(SweepDto sweep) => sweep.Running.Count switch
    {
        0 => "",
        <= 2 => $" ({string.Join(", ", sweep.Running.OrderBy(trial => trial.Index).Select(Inside))})",
        _ => string.Create(CultureInfo.InvariantCulture, $" ({sweep.Running.Average(trial => Math.Clamp(trial.Fraction, 0, 1)):0%} through on average)"),
    };

    private static string Inside(RunningDto trial)
    {
        var epochs = trial.Epochs > 0 ? $", {Words.Count(trial.Epoch)} of {Words.Plural(trial.Epochs, "epoch")}" : "";
        return Words.Clean(trial.Waits is { } waits
            ? $"trial {trial.Index} waits: {waits}"
            : string.Create(CultureInfo.InvariantCulture, $"trial {trial.Index}: {Math.Clamp(trial.Fraction, 0, 1):0%}{epochs}"));
    }

    /// <summary>A trial that ended, with its objective or the reason of its failure.</summary>
    public static string Ended(TrialDto trial, SweepDto sweep)
    {
        var seconds = trial.Seconds is { } wall ? $" in {Words.Duration(wall)}" : "";
        var node = trial.Node is null ? "" : $" on {trial.Node}";
        var outcome = trial.State == "failed"
            ? $"failed after {Words.Plural(trial.Attempt, "attempt")}: {trial.Reason ?? "no reason was given"}"
            : $"{sweep.Objective.Metric} {Words.Number(trial.Value)}{seconds}{node}{(trial.Reused is { } reused ? $", {reused}" : "")}";
        return Words.Clean($"trial {trial.Index}: {outcome}  {Words.Parameters(Varying(trial, sweep))}").TrimEnd();
    }

    /// <summary>The trial's parameters that differ between the sweep's trials, in the sweep's order.</summary>
    public static IReadOnlyDictionary<string, Shared.Trials.ParameterValue> Varying(TrialDto trial, SweepDto sweep) => sweep.Axes
        .Where(trial.Parameters.ContainsKey)
        .ToDictionary(axis => axis, axis => trial.Parameters[axis]);
}
