using Orchestrator.Sweeps;
using Shared.Trials;
using Tests.Support;
using Xunit;

namespace Tests.Sweeps;

public sealed class SweepSpecTests
{
    private static SweepSpec Golden => SweepFile.Parse(SweepFiles.Corpus("good-everything.yaml"), Some.Catalogue()).Spec!;

    [Fact]
    public void The_journal_spelling_of_a_sweep_has_not_changed() =>
        Assert.Equal(File.ReadAllText(SweepFiles.Golden("sweep-spec.json")).TrimEnd(), Golden.ToJson());

    [Fact]
    public void A_sweep_comes_back_from_its_json_unchanged()
    {
        var json = File.ReadAllText(SweepFiles.Golden("sweep-spec.json"));
        var spec = SweepSpec.FromJson(json);
        Assert.Equal(json.TrimEnd(), spec.ToJson());
        Assert.Equal(Golden.SweepId, spec.SweepId);
        Assert.Equal(Enumerable.Range(0, 12).Select(index => Grid.Of(Golden).KeyAt(index)), Enumerable.Range(0, 12).Select(index => Grid.Of(spec).KeyAt(index)));
    }

    [Fact]
    public void The_id_of_a_known_sweep_has_not_changed() => Assert.Equal("everything-said-75ea4619", Golden.SweepId);

    [Fact]
    public void What_decides_no_trial_does_not_change_the_fingerprint()
    {
        var spec = Golden;
        var other = spec with
        {
            Description = "Something else.",
            Resources = new() { Device = "cuda", MaxParallel = 1 },
            Retry = new() { Attempts = 1 },
            Checkpoint = new() { Every = 9 },
            Tracking = new("other", new Dictionary<string, string>()),
        };
        Assert.Equal(spec.Fingerprint, other.Fingerprint);
    }

    [Fact]
    public void Whatever_decides_trials_changes_the_fingerprint()
    {
        var spec = Golden;
        SweepSpec[] others =
        [
            spec,
            spec with { Name = "other" },
            spec with { Experiment = "noop" },
            spec with { ExperimentVersion = "2" },
            spec with { Dataset = spec.Dataset with { Name = "other" } },
            spec with { Dataset = new("mnist", new Dictionary<string, ParameterValue> { ["train"] = ParameterValue.Of(1L) }) },
            spec with { Axes = [.. spec.Axes.Reverse()] },
            spec with { Axes = [.. spec.Axes.Select(axis => axis with { Condition = null })] },
            spec with { Constraints = [] },
            spec with { Seeds = [7, 1] },
            spec with { Objective = spec.Objective with { Metric = "val_loss" } },
        ];
        Assert.Equal(others.Length, others.Select(other => other.Fingerprint).Distinct().Count());
    }
}
