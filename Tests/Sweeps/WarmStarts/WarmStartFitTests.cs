using Orchestrator.Sweeps;
using Orchestrator.Sweeps.WarmStarts;
using Shared.Catalogues;
using Shared.Trials;
using Xunit;

namespace Tests.Sweeps.WarmStarts;

public sealed class WarmStartFitTests
{
    private static readonly Catalogue Catalogue = new(
        [
            Experiment(
                "conv",
                new("filters", ParameterKind.Integer, ParameterValue.Of(32L), "", ShapesWeights: true),
                new("inner", ParameterKind.Integer, ParameterValue.Of(0L), "", ShapesWeights: true, ShapesWhere: "depth > 1", ZeroMeans: "filters"),
                new("depth", ParameterKind.Integer, ParameterValue.Of(2L), "", ShapesWeights: true)),
            Experiment("dense", new ParameterDescription("code", ParameterKind.Integer, ParameterValue.Of(8L), "", ShapesWeights: true)),
        ],
        [new("digits", "", [], new(28, 28, 1)), new("clothes", "", [], new(28, 28, 1)), new("faces", "", [], new(64, 64, 3))]);

    [Theory]
    [InlineData("conv", "clothes", "rate: [0.1, 0.2]")]
    [InlineData("conv", "digits", "{ filters: 32, depth: 2 }")]
    public void What_shapes_no_weights_may_differ(string experiment, string dataset, string parameters) =>
        Assert.Null(Misfit(Sweep(experiment, dataset, parameters), Sweep("conv", "digits", "rate: 0.5")));

    [Fact]
    public void Weights_of_another_experiment_fit_nothing() => Assert.Equal(
        ("start_from.sweep", "earlier-1 has weights of dense, which don't fit conv", "name a sweep of conv"),
        Misfit(Sweep("conv", "digits"), Sweep("dense", "digits")));

    [Fact]
    public void Weights_of_grey_images_fit_no_colour_images() => Assert.Equal(
        ("start_from.sweep", "earlier-1 was trained on grey images, faces's are colour", "name a sweep that was trained on faces"),
        Misfit(Sweep("conv", "faces"), Sweep("conv", "digits")));

    [Fact]
    public void The_first_trial_of_another_shape_is_named() => Assert.Equal(
        ("start_from.sweep", "trial 1 (filters=16) has filters 16, but trial 0 of earlier-1 has 32, so its weights don't fit", "both must have the same filters, depth and inner"),
        Misfit(Sweep("conv", "digits", "filters: [32, 16]"), Sweep("conv", "digits")));

    [Theory]
    [InlineData("inner: 8", "{}", "inner 8, but trial 0 of earlier-1 has 0 (which means 32)")]
    [InlineData("{}", "inner: 8", "inner 0 (which means 32), but trial 0 of earlier-1 has 8")]
    [InlineData("{ inner: 8, depth: 1 }", "{}", "depth 1, but trial 0 of earlier-1 has 2")]
    [InlineData("inner: 32", "{}", null)]
    [InlineData("{ inner: 8, depth: 1 }", "{ inner: 16, depth: 1 }", null)]
    public void What_shapes_weights_only_sometimes_counts_only_there(string parameters, string source, string? difference)
    {
        var problem = Misfit(Sweep("conv", "digits", parameters), Sweep("conv", "digits", source))?.Problem;
        Assert.Equal(difference is null ? null : $"trial 0 has {difference}, so its weights don't fit", problem);
    }

    [Fact]
    public void What_an_older_source_lacks_is_left_to_the_trainer()
    {
        var source = Sweep("conv", "digits");
        source = source with { Axes = [.. source.Axes.Where(axis => axis.Name != "inner")] };
        Assert.Null(Misfit(Sweep("conv", "digits", "inner: 8"), source));
        Assert.StartsWith("trial 0 has filters 16,", Misfit(Sweep("conv", "digits", "filters: 16"), source)?.Problem);
    }

    [Fact]
    public void Matching_trials_are_compared_one_by_one()
    {
        var from = Sweep("conv", "digits", "filters: [16, 32]");
        var matching = new WarmSource { SweepId = "earlier-1", Spec = from, TrackingExperiment = "4" };
        Assert.Null(Misfit(Sweep("conv", "digits", "filters: [32, 16]"), from, matching));
        Assert.Equal(
            "trial 0 (filters=32) has depth 3, but trial 1 of earlier-1 has 2, so its weights don't fit",
            Misfit(Sweep("conv", "digits", "{ filters: [32, 16], depth: 3 }"), from, matching)?.Problem);
    }

    private static ExperimentDescription Experiment(string name, params ParameterDescription[] parameters) => new(
        name,
        "1",
        "",
        [.. parameters, new("rate", ParameterKind.Number, ParameterValue.Of(0.5), "")],
        [new("loss", "", MetricGoal.Minimize)],
        ["digits", "clothes", "faces"]);

    private static SweepSpec Sweep(string experiment, string dataset, string parameters = "{}")
    {
        var result = SweepFile.Parse($"name: some\nexperiment: {experiment}\ndataset: {dataset}\nobjective: {{ metric: loss, goal: minimize }}\nparameters:\n  {parameters}", Catalogue);
        Assert.Empty(result.Faults);
        return result.Spec!;
    }

    private static (string Key, string Problem, string? Cure)? Misfit(SweepSpec spec, SweepSpec from, WarmSource? source = null)
    {
        var taken = source ?? new() { SweepId = "earlier-1", Trial = 0, Key = "k", TrackingExperiment = "4" };
        return WarmStartFit.Misfit(spec, Grid.Of(spec), from, taken, Catalogue) is { } refused ? (refused.Key, refused.Problem, refused.Cure) : null;
    }
}
