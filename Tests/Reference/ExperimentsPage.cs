using Experiments;
using Shared.Catalogues;

namespace Tests.Reference;

/// <summary>What a sweep file can name: experiments with parameters, data sets with options, from the trainer's catalogue.</summary>
internal static class ExperimentsPage
{
    public static string Write()
    {
        var page = new PageText("Experiments and data sets", "What a sweep file can name. Which metrics each experiment reports: [metrics](metrics.md). How to write one of your own: [add an experiment](../add-an-experiment.md).");
        foreach (var experiment in TrainingPrograms.Catalogue.Experiments)
        {
            page.Heading(2, experiment.Name).Line($"{Sentence(experiment.Help)} Version {experiment.Version}; data sets: {Named(experiment.Datasets)}.").Line();
            if (experiment.TrainsOn is { } condition)
            {
                page.Line($"`extend --epochs` trains finished trials on where `{condition}`.").Line();
            }

            Parameters(page, "parameter", experiment.Parameters);
        }

        foreach (var dataset in TrainingPrograms.Catalogue.Datasets)
        {
            page.Heading(2, $"data set {dataset.Name}").Line(Sentence(dataset.Help)).Line();
            Parameters(page, "option", dataset.Options);
        }

        return page.ToString();
    }

    private static void Parameters(PageText page, string what, IEnumerable<ParameterDescription> parameters) => page.Table(
        [what, "what it is", "kind", "default", "range"],
        parameters.Select(parameter => new[]
        {
            PageText.Code(parameter.Name),
            Sentence(parameter.Help) + (parameter.ShapesWeights ? " Shapes the weights." : ""),
            parameter.Kind.ToString().ToLowerInvariant(),
            PageText.Code(parameter.Default.ToString()),
            Range(parameter),
        }));

    private static string Range(ParameterDescription parameter)
    {
        var range = parameter.Choices is { } choices ? string.Join(", ", choices.Select(PageText.Code)) : (parameter.Minimum, parameter.Maximum) switch
        {
            (null, null) => "",
            ({ } least, null) => FormattableString.Invariant($"at least {least}"),
            (null, { } most) => FormattableString.Invariant($"at most {most}"),
            ({ } least, { } most) => FormattableString.Invariant($"{least} to {most}"),
        };
        return parameter.Unit is { } unit ? $"{range} {unit}".Trim() : range;
    }

    private static string Named(IReadOnlyList<string> datasets) => datasets.Count == 0 ? "none" : string.Join(", ", datasets.Select(PageText.Code));

    private static string Sentence(string text) => text.TrimEnd('.') + ".";
}
