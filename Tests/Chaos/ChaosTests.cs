using Orchestrator.Bench.Chaos;
using Xunit;

namespace Tests.Chaos;

/// <summary>
/// Real processes, real training, and blows: whatever was killed, every trial is there once, with the bits of an undisturbed run. A few seeds of what <c>bench chaos</c> runs for as long as
/// it is told. The longest run only when they are asked for: <c>dotnet test --project Tests -- --explicit only --filter-namespace Tests.Chaos</c>.
/// </summary>
[Collection(Chaotic.Name)]
[Trait("kind", "chaos")]
public sealed class ChaosTests(ChaosFixture chaos)
{
    // Half a minute of blows: the sweeps then go to their end in peace.
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    // One with one attempt a trial and a tracking server of its own, one with neither.
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_is_killed_nothing_is_lost_and_nothing_is_there_twice_and_the_weights_are_the_same_to_the_bit(int seed)
    {
        var verdict = await chaos.Series.RunAsync(ChaosPlan.Of(seed, Length), TestContext.Current.CancellationToken);

        Assert.True(verdict.Holds, verdict.Report());
    }

    [Theory(Explicit = true)]
    [InlineData(Victim.Agent, Deed.CutOff, 30)]
    [InlineData(Victim.Orchestrator, Deed.Mute, 3)]
    public async Task Whoever_is_cut_off_nothing_is_lost_and_nothing_is_there_twice(Victim victim, Deed deed, int seconds)
    {
        var missing = await ChaosNamespaces.MissingAsync();
        Assert.SkipWhen(missing is not null, missing ?? "");

        var verdict = await chaos.Series.RunAsync(ChaosPlan.Partition(victim, deed, TimeSpan.FromSeconds(seconds)), TestContext.Current.CancellationToken);

        Assert.True(verdict.Holds, verdict.Report());
    }
}
