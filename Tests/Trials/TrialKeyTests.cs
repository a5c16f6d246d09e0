using Shared.Trials;
using Xunit;

namespace Tests.Trials;

/// <summary>Keys as they were reckoned outside of this code, from the canonical lines: every recorded trial is found by them.</summary>
public sealed class TrialKeyTests
{
    [Fact]
    public void The_key_of_a_trial_that_draws_its_own_weights_has_not_changed() => Assert.Equal("de09af6339a6c785c0c1a8281e49bf81", Key(null));

    [Fact]
    public void A_warm_started_trial_is_another_trial() => Assert.Equal("6704ee5d3e14bde56fa3ef9ce04f1572", Key("0123456789abcdef0123456789abcdef"));

    private static string Key(string? start) => TrialKey.Of(
        "noop",
        "1",
        "mnist",
        [new("train", ParameterValue.Of(4000L))],
        [new("rate", ParameterValue.Of(0.5)), new("index", ParameterValue.Of(3L))],
        7,
        start);
}
