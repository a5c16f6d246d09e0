using Shared.Catalogues;

namespace Orchestrator.Sweeps.WarmStarts;

/// <summary>
/// Refuses a start from weights that can't fit: of another experiment, of images with other colours, or of a trial that differs in a parameter that shapes the weights.
/// What only the trainer can know is left to it. Pure.
/// </summary>
public static class WarmStartFit
{
    /// <param name="from">The source sweep.</param>
    /// <param name="source">Which of its trials are taken.</param>
    /// <returns>The refusal; null where nothing speaks against the start.</returns>
    public static WarmStartAnswer? Misfit(SweepSpec spec, Grid grid, SweepSpec from, WarmSource source, Catalogue catalogue) =>
        spec.Experiment != from.Experiment
            ? WarmStartAnswer.Refused(WarmStartRules.SweepKey, $"{source.SweepId} has weights of {from.Experiment}, which don't fit {spec.Experiment}", $"name a sweep of {spec.Experiment}")
        : Colours(spec, catalogue) is { } wanted && Colours(from, catalogue) is { } there && wanted != there
            ? WarmStartAnswer.Refused(
                WarmStartRules.SweepKey, $"{source.SweepId} was trained on {Say(there)} images, {spec.Dataset.Name}'s are {Say(wanted)}", $"name a sweep that was trained on {spec.Dataset.Name}")
        : Shapes(spec, grid, from, source, catalogue);

    private static WarmStartAnswer? Shapes(SweepSpec spec, Grid grid, SweepSpec from, WarmSource source, Catalogue catalogue)
    {
        var shape = new WeightShape(catalogue.FindExperiment(spec.Experiment)?.Parameters ?? []);
        var sources = new WarmSources(source, spec.Axes.Select(axis => axis.Name));
        var there = Grid.Of(from);
        for (long index = 0; index < grid.Count; index++)
        {
            var point = grid.At(index);
            var start = there.At(sources.Of(point).Index);
            if (shape.Difference(point, start) is { } differing)
            {
                return WarmStartAnswer.Refused(
                    WarmStartRules.SweepKey,
                    $"{WarmStartRules.Named(spec, point)} has {differing} {shape.Say(differing, point)}, but trial {start.Index} of {source.SweepId} has {shape.Say(differing, start)}, so its weights don't fit",
                    $"both must have the same {Listed(shape.Names)}");
            }
        }

        return null;
    }

    private static string Listed(IReadOnlyList<string> names) => names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    private static int? Colours(SweepSpec spec, Catalogue catalogue) => catalogue.FindDataset(spec.Dataset.Name)?.Image?.Channels;

    private static string Say(int channels) => channels == 1 ? "grey" : "colour";
}
