using Orchestrator.Sweeps;
using Orchestrator.Sweeps.Reading;
using Shared.Trials;
using Tests.Support;
using Xunit;

namespace Tests.Sweeps;

public sealed class SweepExtensionsTests
{
    private static SweepSpec Spec(string more = "") => SweepFile.Parse(
        $$"""
        name: grows
        experiment: denoising-autoencoder
        dataset: mnist
        parameters:
          noise: [0.3, 0.5]
          filters: [8, 16]
          learning_rate: [0.003, 0.02]
          epochs: 5
        where: { learning_rate: filters > 8 }
        constraints: [not (noise > 0.4 and filters < 16)]
        replicates: 2
        {{more}}
        """,
        Some.Catalogue()).Spec!;

    [Fact]
    public void A_grid_that_grew_twice_is_the_whole_grid_with_every_old_trial_where_it_was()
    {
        var spec = Spec();
        var once = SweepExtensions.With(spec, new("learning_rate", [ParameterValue.Of(0.05)]));
        var twice = SweepExtensions.With(once, new("noise", [ParameterValue.Of(0.7), ParameterValue.Of(0.9)]));
        var whole = spec with
        {
            Axes = [.. spec.Axes.Select(axis => axis with { Values = SweepExtensions.ValuesOf(twice, axis) })],
        };

        var grid = Grid.Of(twice);

        Assert.Equal(Keys(spec), Keys(twice).Take((int)Grid.Of(spec).Count));
        Assert.Equal(Keys(once), Keys(twice).Take((int)Grid.Of(once).Count));
        Assert.Equal(Keys(whole).Order(), Keys(twice).Order());
        Assert.Equal(Enumerable.Range(0, (int)grid.Count), Enumerable.Range(0, (int)grid.Count).Select(index => (int)grid.At(index).Index));
        Assert.Equal(Grid.Of(whole).CountsOf("noise"), grid.CountsOf("noise"));
        Assert.Equal(Keys(twice), Keys(SweepSpec.FromJson(twice.ToJson())));
        Assert.Equal(spec.SweepId, twice.SweepId);
    }

    [Fact]
    public void A_constant_that_grows_is_an_axis_in_which_trials_differ() =>
        Assert.Contains("batch_size", SweepExtensions.With(Spec(), new("batch_size", [ParameterValue.Of(64L)])).Varying);

    [Fact]
    public void Training_on_keeps_every_index_and_seed_and_knows_all_shorter_keys()
    {
        var spec = Spec();
        var longer = SweepExtensions.With(SweepExtensions.With(spec, new("", [], 8, "filters > 8")), new("", [], 10, "filters > 8"));
        var (before, after) = (Grid.Of(spec), Grid.Of(longer));

        Assert.Equal(before.Count, after.Count);
        for (var index = 0; index < before.Count; index++)
        {
            var (one, other) = (before.At(index), after.At(index));
            Assert.Equal(10, other["epochs"].AsInteger());
            Assert.Equal(one.Seed, other.Seed);
            Assert.Equal(one.Parameters.Where(pair => pair.Key != "epochs"), other.Parameters.Where(pair => pair.Key != "epochs"));
            var eight = Grid.Of(SweepExtensions.With(spec, new("", [], 8))).KeyAt(index);
            Assert.Equal(one["filters"].AsInteger() > 8 ? [eight, before.KeyAt(index)] : [], after.ShorterKeysAt(index));
        }
    }

    [Theory]
    [InlineData(null, null, "say what to extend: --epochs N, or --add PARAMETER=VALUES")]
    [InlineData("noise=0.3", null, "noise takes 0.3 already")]
    [InlineData("noise=[9]", null, "out of range")]
    [InlineData("nose=1", null, "did you mean 'noise'?")]
    [InlineData("noise", null, "say what to extend")]
    [InlineData(null, 5, "train 5 epochs already")]
    [InlineData(null, 20_000, "not possible")]
    [InlineData(null, 9, "10 of 10 trials can't train on to the same bits")]
    public void What_can_not_be_is_refused_with_the_reason(string? add, int? epochs, string words)
    {
        var (extend, fault) = ExtensionReader.Read(add, epochs, anew: false, Spec(), Some.Catalogue());
        var refusal = fault ?? SweepExtensions.WhyNotMore(Spec(), extend!.Parameter, [.. extend.Values.Select(ParameterValue.FromWire)]);
        Assert.Contains(words, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Trials_that_the_experiment_can_train_on_need_no_leave_to_begin_anew()
    {
        var catalogue = Some.Catalogue();
        catalogue = catalogue with { Experiments = [.. catalogue.Experiments.Select(one => one with { TrainsOn = "optimizer == 'adam'" })] };

        Assert.Equal(9, ExtensionReader.Read(null, 9, anew: false, Spec(), catalogue).Extend!.Epochs);
        Assert.NotNull(ExtensionReader.Read(null, 9, anew: true, Spec(), Some.Catalogue()).Extend);
    }

    private static IEnumerable<string> Keys(SweepSpec spec)
    {
        var grid = Grid.Of(spec);
        return Enumerable.Range(0, (int)grid.Count).Select(index => grid.KeyAt(index));
    }
}
