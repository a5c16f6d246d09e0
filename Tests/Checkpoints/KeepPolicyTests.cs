using Orchestrator.Sweeps;
using Tests.Support;
using Xunit;

namespace Tests.Checkpoints;

public sealed class KeepPolicyTests
{
    [Theory]
    [InlineData("", 2, false)]
    [InlineData("checkpoint: { every: 3 }", 2, false)]
    [InlineData("checkpoint: { keep: { last: 5, best: true } }", 5, true)]
    [InlineData("checkpoint: { keep: { best: true } }", 2, true)]
    public void A_sweep_says_which_checkpoints_are_kept(string yaml, int last, bool best)
    {
        var spec = SweepSpec.FromJson(Parse(yaml).Spec!.ToJson());

        Assert.Equal((last, best), (spec.Checkpoint.Kept.Last, spec.Checkpoint.Kept.Best));
    }

    [Fact]
    public void What_says_nothing_but_the_default_is_the_same_text_as_before_there_was_a_choice() =>
        Assert.Equal(Parse("").Spec!.ToJson(), Parse("checkpoint: { keep: { last: 2, best: false } }").Spec!.ToJson());

    [Theory]
    [InlineData("checkpoint: { keep: { last: 0 } }", "checkpoint.keep.last")]
    [InlineData("checkpoint: { keep: { best: 1 } }", "checkpoint.keep.best")]
    [InlineData("checkpoint: { keep: { lsat: 1 } }", "checkpoint.keep.lsat")]
    [InlineData("checkpoint: { keep: 3 }", "checkpoint.keep")]
    public void A_wrong_one_is_refused_at_its_place(string yaml, string key) => Assert.Equal(key, Assert.Single(Parse(yaml).Faults).Key);

    [Fact]
    public void The_forecast_counts_what_the_policy_keeps_and_says_when_nothing_is_known()
    {
        var spec = Parse("checkpoint: { keep: { last: 3, best: true } }").Spec!;

        var known = PlanDisk.Of(spec, trials: 10, parallel: 2, bytesEach: 1_000);
        Assert.Equal((2 * 6 * 1_000L, 10_000L), (known.Running, known.Kept));
        Assert.StartsWith("unknown", PlanDisk.Of(spec, trials: 10, parallel: 2, bytesEach: null).Basis, StringComparison.Ordinal);
    }

    private static SweepFileResult Parse(string yaml) => SweepFile.Parse($"name: keeping\nexperiment: noop\n{yaml}\n", Some.Catalogue());
}
