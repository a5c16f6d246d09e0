using System.Globalization;
using Shared.Trials;

namespace Orchestrator.Sweeps;

/// <summary>Works out what a sweep would do; pure, and cheap even where the grid has millions of trials.</summary>
public static class SweepPlan
{
    /// <summary>The most values shown of an axis.</summary>
    public const int MostValues = 20;

    /// <param name="secondsPerTrial">Mean wall time of earlier trials of this experiment on this machine; null where none was timed.</param>
    /// <param name="slots">How many trials could run at a time.</param>
    /// <param name="first">How many of the first trials to show.</param>
    public static PlanDto Of(SweepSpec spec, Grid grid, double? secondsPerTrial = null, int slots = 1, int first = 5) => new(
        Known(spec) ? spec.SweepId : null,
        spec.Name,
        spec.Description,
        spec.Experiment,
        spec.ExperimentVersion,
        spec.Dataset.Name.Length > 0 ? spec.Dataset.Name : null,
        spec.Dataset.Options,
        grid.Count,
        grid.Uncut,
        Math.Max(0, grid.Uncut - grid.Count),
        spec.Seeds.Count,
        TotalEpochs(spec, grid),
        new(spec.Objective.Metric, spec.Objective.Goal.ToString().ToLowerInvariant()),
        [.. spec.Axes.Select(axis => new PlanAxis(axis.Name, axis.Values.Count, [.. axis.Values.Take(MostValues)], axis.Default, axis.Condition))],
        spec.Constraints,
        [.. Enumerable.Range(0, (int)Math.Min(first, grid.Count)).Select(index => Trial(spec, grid, index))],
        Estimate(spec, grid, secondsPerTrial, slots),
        spec.StartFrom is { } start ? new(start.Sweep, start.Trial, start.Source?.SweepId, start.Source?.Trial) : null);

    private static bool Known(SweepSpec spec) => spec.StartFrom is not { Source: null };

    private static PlanTrial Trial(SweepSpec spec, Grid grid, int index)
    {
        var point = grid.At(index);
        return new(index, Known(spec) ? grid.KeyAt(index) : null, point.Seed, point.Parameters.ToDictionary(), Known(spec) ? grid.SourceOf(point)?.Index : null);
    }

    private static long? TotalEpochs(SweepSpec spec, Grid grid)
    {
        if (spec.Axes.FirstOrDefault(axis => axis.Name == "epochs" && axis.Default.Kind == ParameterKind.Integer) is null)
        {
            return null;
        }

        var total = grid.CountsOf("epochs").Aggregate(Int128.Zero, (sum, pair) => sum + ((Int128)pair.Key.AsInteger() * pair.Value));
        return (long)Int128.Min(total, long.MaxValue);
    }

    private static PlanEstimate Estimate(SweepSpec spec, Grid grid, double? secondsPerTrial, int slots)
    {
        var parallel = Math.Max(1, spec.Resources.MaxParallel > 0 ? Math.Min(slots, spec.Resources.MaxParallel) : slots);
        if (secondsPerTrial is not { } seconds)
        {
            return new(null, parallel, "no estimate yet: no trial of this experiment has been timed on this machine");
        }

        var rounds = (grid.Count + parallel - 1) / parallel;
        return new(rounds * seconds, parallel, string.Create(CultureInfo.InvariantCulture, $"earlier trials of this experiment took {seconds:0.##} s on average, {parallel} at a time"));
    }
}
