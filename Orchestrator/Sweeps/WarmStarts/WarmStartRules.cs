using System.Globalization;
using Shared.Wire;

namespace Orchestrator.Sweeps.WarmStarts;

/// <summary>What <c>start_from</c> came to: the source, or what is wrong with it and the cure.</summary>
public sealed record WarmStartAnswer(WarmSource? Source, string Key = "", string Problem = "", string? Cure = null)
{
    public static WarmStartAnswer Refused(string key, string problem, string? cure = null) => new(null, key, problem, cure);
}

/// <summary>Which trials a warm-started sweep starts from, decided from what is known of the source when the sweep is submitted. Pure.</summary>
public static class WarmStartRules
{
    /// <summary>The most sweeps that may start from each other's matching trials in a row: each holds the descriptions of those before it.</summary>
    public const int LongestChain = 32;

    internal const string SweepKey = "start_from.sweep";
    private const string TrialKey = "start_from.trial";

    /// <summary>The sweep with that id, or else the newest with that name; null where there is none.</summary>
    public static SweepView? Find(IEnumerable<SweepView> sweeps, string text)
    {
        var known = sweeps.Where(sweep => sweep.Total > 0).ToList();
        return known.Find(sweep => sweep.Sweep == text) ?? known.Where(sweep => sweep.Name == text).MaxBy(sweep => sweep.SubmittedMs);
    }

    /// <summary>The refusal of a sweep that nobody submitted.</summary>
    public static WarmStartAnswer Unknown(IEnumerable<SweepView> sweeps, string text)
    {
        var names = sweeps.Where(sweep => sweep.Total > 0).SelectMany(sweep => new[] { sweep.Name, sweep.Sweep }).Distinct().ToList();
        return WarmStartAnswer.Refused(SweepKey, $"no sweep is called '{text}' here", Nearest.To(text, names) is { } meant ? $"did you mean '{meant}'?" : $"run {text} first");
    }

    /// <param name="spec">The sweep to be submitted.</param>
    /// <param name="source">The sweep that it names.</param>
    /// <param name="unfinished">Those of the source's trials that are not finished, as far as the sweep may start from them.</param>
    public static WarmStartAnswer Resolve(SweepSpec spec, Grid grid, SweepView source, IReadOnlyDictionary<int, TrialPhase> unfinished)
    {
        var start = spec.StartFrom!;
        if (start.Index is { } index)
        {
            return index >= source.Total ? WarmStartAnswer.Refused(TrialKey, $"{source.Sweep} has no trial {index}", $"its trials are 0 to {source.Total - 1}")
                : unfinished.TryGetValue(index, out var phase) ? WarmStartAnswer.Refused(TrialKey, $"trial {index} of {source.Sweep} {Say(phase)}", Cure(source))
                : One(source, index);
        }

        if (source.Pending + source.Leased is > 0 and var left)
        {
            return WarmStartAnswer.Refused(SweepKey, $"{source.Sweep} is {Say(source)}: {left} of its {source.Total} trials are not done", Cure(source));
        }

        return start.Trial == WarmStart.Matching ? Matching(spec, grid, source, unfinished)
            : source.HasBest ? One(source, source.BestIndex)
            : WarmStartAnswer.Refused(SweepKey, $"no trial of {source.Sweep} finished with a {source.Objective}, so none is best", Cure(source));
    }

    private static WarmStartAnswer One(SweepView source, int index) =>
        new(Source(source) with { Trial = index, Key = Grid.Of(SweepSpec.FromJson(source.Spec)).KeyAt(index) });

    private static WarmStartAnswer Matching(SweepSpec spec, Grid grid, SweepView source, IReadOnlyDictionary<int, TrialPhase> unfinished)
    {
        var from = SweepSpec.FromJson(source.Spec);
        if (Chain(from) >= LongestChain)
        {
            return WarmStartAnswer.Refused(SweepKey, $"more than {LongestChain} sweeps start from each other's matching trials in a row", "name a trial by its number");
        }

        var resolved = Source(source) with { Spec = from };
        var sources = new WarmSources(resolved, spec.Axes.Select(axis => axis.Name));
        for (long index = 0; index < grid.Count; index++)
        {
            var point = grid.At(index);
            var (count, first) = sources.Matches(point);
            if (count != 1)
            {
                return WarmStartAnswer.Refused(TrialKey, count == 0
                    ? $"{Named(spec, point)} matches no trial of {source.Sweep}"
                    : $"{Named(spec, point)} matches {count} trials of {source.Sweep}, the first of them trial {first}", CureOf(from, spec));
            }

            if (unfinished.TryGetValue((int)first, out var phase))
            {
                return WarmStartAnswer.Refused(TrialKey, $"{Named(spec, point)} matches trial {first} of {source.Sweep}, which {Say(phase)}", Cure(source));
            }
        }

        return new(resolved);
    }

    private static WarmSource Source(SweepView source) => new()
    {
        SweepId = source.Sweep,
        TrackingUri = source.OwnTracking ? "" : source.TrackingUri,
        TrackingExperiment = source.TrackingExperiment,
    };

    private static int Chain(SweepSpec spec) => spec.StartFrom?.Source?.Spec is { } before ? 1 + Chain(before) : 1;

    internal static string Named(SweepSpec spec, GridPoint point)
    {
        var differing = spec.Varying.Select(name => $"{name}={point[name]}").Append(spec.Seeds.Count > 1 ? $"seed={point.Seed.ToString(CultureInfo.InvariantCulture)}" : "").Where(text => text.Length > 0).ToList();
        return $"trial {point.Index}{(differing.Count == 0 ? "" : $" ({string.Join(' ', differing)})")}";
    }

    private static string CureOf(SweepSpec source, SweepSpec spec)
    {
        var shared = source.Varying.Where(name => spec.Axes.Any(axis => axis.Name == name)).Concat(source.Seeds.Count > 1 ? ["seed"] : []).ToList();
        return shared.Count == 0 ? "no parameter of this sweep varies there; name a trial by its number, or take the best" : $"they must agree on {string.Join(", ", shared)}; or take the best, or name a trial by its number";
    }

    private static string Cure(SweepView source) => source.Phase switch
    {
        SweepPhase.Cancelled or SweepPhase.Cancelling => $"go on with it first: resume {source.Sweep}",
        SweepPhase.Completed or SweepPhase.CompletedWithFailures => $"try its failed trials again: resume {source.Sweep}",
        _ => $"run {source.Name} to its end first",
    };

    private static string Say(SweepView source) => source.Phase switch
    {
        SweepPhase.Opening => "not begun",
        SweepPhase.Cancelling => "being cancelled",
        SweepPhase.Cancelled => "cancelled",
        _ => source.Leased > 0 ? "still running" : "not finished",
    };

    private static string Say(TrialPhase phase) => phase switch
    {
        TrialPhase.GaveUp => "failed",
        TrialPhase.Leased => "is still running",
        _ => "has not run yet",
    };
}
