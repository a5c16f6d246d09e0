using Orchestrator.Bench.Chaos;
using Xunit;

namespace Tests.Chaos;

public sealed class ChaosPlanTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(2);

    [Fact]
    public void A_plan_is_a_pure_function_of_its_seed()
    {
        Assert.Equal(ChaosPlan.Of(7, Length).Blows, ChaosPlan.Of(7, Length).Blows);
        Assert.NotEqual(ChaosPlan.Of(7, Length).Blows, ChaosPlan.Of(8, Length).Blows);
        // Written down: a seed that broke something once must mean the same blows in every later build.
        Assert.Equal("  1.2 s  terminate orchestrator for 6.1 s", ChaosPlan.Of(7, Length).Blows[0].ToString());
    }

    [Fact]
    public void Blows_fall_in_order_within_the_length_and_a_shorter_plan_is_the_beginning_of_a_longer_one()
    {
        var blows = ChaosPlan.Of(5, Length).Blows;

        Assert.InRange(blows.Count, 30, 120);
        Assert.Equal(blows.OrderBy(blow => blow.At), blows);
        Assert.All(blows, blow => Assert.InRange(blow.At, TimeSpan.FromSeconds(0.5), Length));
        var shorter = ChaosPlan.Of(5, Length / 4).Blows;
        Assert.Equal(blows.Take(shorter.Count), shorter);
    }

    [Fact]
    public void The_seeds_together_hit_everybody_with_everything()
    {
        var all = Enumerable.Range(1, 12).SelectMany(seed => ChaosPlan.Of(seed, Length).Blows).Select(blow => (blow.Victim, blow.Deed)).Distinct();

        Assert.Equal(4 * 3, all.Count());
    }

    [Fact]
    public void A_plan_that_spares_trainers_hits_none_and_one_without_a_tracking_server_of_its_own_hits_none()
    {
        var plans = Enumerable.Range(1, 12).Select(seed => ChaosPlan.Of(seed, Length)).ToList();

        Assert.Contains(plans, plan => plan.SparesTrainers);
        Assert.Contains(plans, plan => plan.External);
        Assert.All(plans.Where(plan => plan.SparesTrainers), plan => Assert.DoesNotContain(plan.Blows, blow => blow.Victim == Victim.Trainer));
        Assert.All(plans.Where(plan => !plan.External), plan => Assert.DoesNotContain(plan.Blows, blow => blow.Victim == Victim.Tracking));
    }
}
