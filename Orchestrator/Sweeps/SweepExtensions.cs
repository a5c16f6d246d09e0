using Orchestrator.Sweeps.Expressions;
using Orchestrator.Sweeps.WarmStarts;
using Shared.Trials;

namespace Orchestrator.Sweeps;

/// <summary>
/// How a sweep grows without changing what its trials are: added values make a grid of their own behind the last trial, the sweep's whole grid with the one parameter held at the
/// new values; more epochs leave every index as it is. Pure.
/// </summary>
public static class SweepExtensions
{
    /// <summary>The parameter by which trials train on.</summary>
    public const string Epochs = "epochs";

    /// <summary>The sweep with one extension more.</summary>
    public static SweepSpec With(SweepSpec spec, SweepExtension extension) => spec with { Extensions = [.. spec.Extensions ?? [], extension] };

    /// <summary>What a parameter takes, extensions included.</summary>
    public static IReadOnlyList<ParameterValue> ValuesOf(SweepSpec spec, Axis axis) =>
        [.. axis.Values, .. (spec.Extensions ?? []).Where(extension => extension.Parameter == axis.Name).SelectMany(extension => extension.Values)];

    /// <summary>How many epochs the trials train now, and how many they trained before, newest first; empty where no extension changed that.</summary>
    public static IReadOnlyList<int> TrainedTo(SweepSpec spec) => [.. (spec.Extensions ?? []).Where(extension => extension.Epochs > 0).Select(extension => extension.Epochs).Reverse()];

    /// <summary>The grids behind the file's own, one for each extension that added values.</summary>
    internal static IEnumerable<SweepSpec> Parts(SweepSpec spec)
    {
        var known = spec with { Extensions = null };
        foreach (var extension in (spec.Extensions ?? []).Where(extension => extension.Epochs == 0))
        {
            var axis = known.Axes.First(axis => axis.Name == extension.Parameter);
            // Where the parameter keeps its default nothing is new: its condition must hold.
            yield return known with
            {
                Axes = [.. known.Axes.Select(one => one.Name == axis.Name ? one with { Values = extension.Values, Condition = null } : one)],
                Constraints = axis.Condition is { } condition ? [.. known.Constraints, condition] : known.Constraints,
            };
            known = known with { Axes = [.. known.Axes.Select(one => one.Name == axis.Name ? one with { Values = [.. one.Values, .. extension.Values] } : one)] };
        }
    }

    /// <summary>Why the trials can't train on to so many epochs; null where they can.</summary>
    public static string? WhyNotLonger(SweepSpec spec, int epochs)
    {
        if (spec.Axes.FirstOrDefault(axis => axis.Name == Epochs) is not { } axis)
        {
            return $"'{spec.Experiment}' has no parameter '{Epochs}'";
        }

        if (axis.Condition is not null || ValuesOf(spec, axis).Count > 1)
        {
            return $"its trials differ in their epochs; '--add {Epochs}={epochs}' adds trials";
        }

        var now = TrainedTo(spec) is [var newest, ..] ? newest : axis.Values[0].AsNumber();
        return epochs <= now ? $"its trials train {now} {(now == 1 ? "epoch" : "epochs")} already; name more"
            : spec.Constraints.Concat(spec.Axes.Select(one => one.Condition).OfType<string>()).FirstOrDefault(Speaks) is { } expression
                ? $"'{expression}' speaks of epochs, so other epochs could mean other trials; submit a new sweep"
            : Matching(spec);
    }

    /// <summary>Why the grid can't grow so; null where it can.</summary>
    public static string? WhyNotMore(SweepSpec spec, string parameter, IReadOnlyList<ParameterValue> values)
    {
        if (spec.Axes.FirstOrDefault(axis => axis.Name == parameter) is not { } axis)
        {
            return $"'{spec.Experiment}' has no parameter '{parameter}' ({Nearest.Cure(parameter, spec.Axes.Select(one => one.Name))})";
        }

        var known = ValuesOf(spec, axis);
        return parameter == Epochs && TrainedTo(spec).Count > 0 ? "its trials were trained on, so all of them have the same epochs"
            : values.Where(value => known.Contains(value)).Cast<ParameterValue?>().FirstOrDefault() is { } twice ? $"{parameter} takes {twice} already"
            : Matching(spec);
    }

    /// <summary>How many trials satisfy an expression over parameters.</summary>
    public static int CountOf(SweepSpec spec, Grid grid, string expression)
    {
        var filter = TrialFilter.Read(spec, expression, out var fault) ?? throw new ArgumentException(fault, nameof(expression));
        return filter.Choose(grid, [.. Enumerable.Range(0, (int)grid.Count)]).Count;
    }

    private static string? Matching(SweepSpec spec) => spec.StartFrom is { Trial: WarmStart.Matching } start
        ? $"each of its trials starts from the trial of {start.Sweep} with the same parameters, and there is none for others; submit a new sweep"
        : null;

    private static bool Speaks(string expression) => ExpressionParser.Read(expression, out _)?.Names().Contains(Epochs) ?? false;
}
