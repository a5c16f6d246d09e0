using Orchestrator.Sweeps;
using Xunit;

namespace Tests.Sweeps;

public sealed class TimeLeftTests
{
    [Fact]
    public void Nothing_is_known_before_a_trial_got_anywhere() => Assert.Null(TimeLeft.Of(pending: 5, finished: 0, meanSeconds: 0, [new TrialPace(3, 0, 0.01)]));

    [Fact]
    public void The_first_trial_foretells_the_others() => Assert.Equal(60 + (3 * 80), TimeLeft.Of(pending: 3, finished: 0, meanSeconds: 0, [new TrialPace(20, 0, 0.25)]));

    [Fact]
    public void A_long_trial_goes_on_at_its_own_pace_and_not_at_that_of_the_short_one_before_it() =>
        Assert.Equal(900, TimeLeft.Of(pending: 0, finished: 1, meanSeconds: 120, [new TrialPace(900, 0, 0.5)]));

    [Fact]
    public void The_end_is_not_before_the_longest_running_trials() =>
        Assert.Equal(90, TimeLeft.Of(pending: 0, finished: 2, meanSeconds: 10, [new TrialPace(10, 0, 0.1), new TrialPace(9, 0, 0.9)]));

    [Fact]
    public void A_trial_that_went_on_from_a_checkpoint_is_foretold_by_what_it_trained_since() =>
        Assert.Equal(20, TimeLeft.Of(pending: 0, finished: 0, meanSeconds: 0, [new TrialPace(20, 0.5, 0.75)]));

    [Fact]
    public void Those_that_wait_share_the_slots() =>
        Assert.Equal(50, TimeLeft.Of(pending: 8, finished: 10, meanSeconds: 10, [new TrialPace(0, 0, 0), new TrialPace(0, 0, 0)]));

    [Fact]
    public void A_sweep_that_gets_no_slot_is_foretold_as_if_it_had_one() => Assert.Equal(40, TimeLeft.Of(pending: 4, finished: 6, meanSeconds: 10, []));
}
