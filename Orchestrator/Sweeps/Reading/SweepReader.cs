using System.Text.RegularExpressions;
using Orchestrator.Sweeps.Yaml;
using Shared.Catalogues;

namespace Orchestrator.Sweeps.Reading;

/// <summary>Reads a whole sweep file against a catalogue, going on past every fault so that all of them are found.</summary>
internal sealed partial class SweepReader(Section root, Catalogue catalogue, SweepFaults faults)
{
    private const int LongestName = 100;

    private static readonly string[] Goals = ["minimize", "maximize"];

    /// <summary>The sweep (good only if there are no faults), and where its constraints stand.</summary>
    public (SweepSpec Spec, IReadOnlyList<YamlNode> Constraints) Read()
    {
        var experiment = Experiment();
        var parameters = Inner("parameters", null);
        var expressions = new ExpressionsReader(experiment, faults);
        var dataset = new DatasetReader(catalogue, faults).Read(root, experiment);
        var limits = new ImageLimits(catalogue.FindDataset(dataset.Name), faults);
        var axes = new ParametersReader(experiment, limits, faults).Read(parameters);
        axes = expressions.Conditions(Inner("where", null), [.. (parameters?.Keys ?? []).Select(key => key.Text)], axes);
        var constraints = expressions.Constraints(root.Find("constraints"));
        var policies = new PolicyReader(root, faults);
        var name = Name();
        var spec = new SweepSpec
        {
            Name = name,
            Description = root.Text("description", longest: 5_000, lines: true) ?? "",
            Experiment = experiment?.Name ?? "",
            ExperimentVersion = experiment?.Version ?? "",
            Dataset = dataset,
            StartFrom = new StartReader(root, faults).Read(name),
            Axes = axes,
            Constraints = [.. constraints.Select(constraint => constraint.Text)],
            Seeds = new SeedsReader(root, faults).Read(),
            Objective = Objective(experiment),
            Resources = policies.Resources(),
            Retry = policies.Retry(),
            Checkpoint = policies.Checkpoint(),
            Tracking = policies.Tracking(name),
        };
        return (spec, [.. constraints.Select(constraint => constraint.Node)]);
    }

    private string Name()
    {
        Required("name", "such as: name: quickstart");
        var name = root.Text("name", LongestName) ?? "";
        if (name.Length > 0 && !Named().IsMatch(name))
        {
            faults.Add(root.Find("name")!, "name", "a name has letters, digits, '-', '_' and '.', and starts with a letter or digit");
        }

        return name;
    }

    // Where the name is a slip of the pen, the rest is checked against what was probably meant.
    private ExperimentDescription? Experiment()
    {
        var names = catalogue.Experiments.Select(experiment => experiment.Name).ToList();
        Required("experiment", $"known: {string.Join(", ", names)}");
        if (root.Text("experiment") is not { } name)
        {
            return null;
        }

        if (catalogue.FindExperiment(name) is { } found)
        {
            return found;
        }

        faults.Add(root.Find("experiment")!, "experiment", $"no experiment is called '{name}'", Nearest.Cure(name, names));
        return Nearest.To(name, names) is { } meant ? catalogue.FindExperiment(meant) : null;
    }

    private Objective Objective(ExperimentDescription? experiment)
    {
        var section = Inner("objective", SweepKeys.Objective);
        var (name, goal) = (section?.Text("metric"), section?.Choice("goal", Goals));
        var metrics = experiment?.Metrics ?? [];
        if (name is not null && experiment is not null && metrics.All(metric => metric.Name != name))
        {
            faults.Add(section!.Find("metric")!, "objective.metric", $"{experiment.Name} reports no metric '{name}'", Nearest.Cure(name, metrics.Select(metric => metric.Name)));
        }

        // What generalises counts: val_loss, else whatever is measured on validation data, else the experiment's first metric.
        var metric = metrics
            .Where(metric => name is null || metric.Name == name)
            .OrderBy(metric => metric.Name == "val_loss" ? 0 : metric.Name.StartsWith("val_", StringComparison.Ordinal) ? 1 : 2)
            .FirstOrDefault();
        if (experiment is not null && name is null && metric is null)
        {
            faults.Add(root.Node, "objective", $"{experiment.Name} reports no metric, so its trials can't be compared");
        }

        return new Objective(metric?.Name ?? "", goal is null ? metric?.Goal ?? MetricGoal.Minimize : goal == "minimize" ? MetricGoal.Minimize : MetricGoal.Maximize);
    }

    private void Required(string key, string cure)
    {
        if (root.Find(key) is null && root.Node is YamlMap)
        {
            faults.Add(root.Node, key, "is missing", cure);
        }
    }

    private Section? Inner(string key, IReadOnlyList<string>? known) =>
        root.Find(key) is { } node && node is not YamlBroken ? new Section(node, key, known, faults) : null;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    private static partial Regex Named();
}
