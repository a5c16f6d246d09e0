using Orchestrator.Api;
using Shared.Wire;
using Xunit;

namespace Tests.Api;

public sealed class WhyRulesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_763_930_000_000);

    [Fact]
    public void A_paused_sweep_names_who_paused_it_why_and_the_cure()
    {
        var answer = Ask(View(SweepPhase.Paused), history: [new ControlRecord { What = "paused", Who = "ada@host", Why = "a demo", AtMs = 0 }]);

        Assert.Equal("it is paused by ada@host since 1970-01-01 00:00:00 UTC: a demo", answer.Waits);
        Assert.Equal("'resume s' goes on", answer.Unblocks);
    }

    [Fact]
    public void A_sweep_that_is_being_cancelled_says_how_many_trials_have_yet_to_stop()
    {
        var view = View(SweepPhase.Cancelling);
        view.Leased = 1;
        Assert.Equal("it is cancelled; 1 trial has yet to stop", Ask(view).Waits);
    }

    [Theory]
    [InlineData("all 2 slots are taken by other", "1 running, 3 waiting: all 2 slots are taken by other")]
    [InlineData("no node's trainer has version 2 of 'noop'", "1 running, 3 waiting: no node's trainer has version 2 of 'noop'")]
    public void A_sweep_that_gets_no_more_slots_says_what_the_dispatcher_says(string reason, string words)
    {
        var overview = new Overview { Shares = { ["s"] = reason } };
        Assert.Equal(words, Ask(View(SweepPhase.Running), overview: overview).Waits);
        Assert.Equal($"it waits for a slot: {reason}", Ask(View(SweepPhase.Running), new TrialView { Index = 3 }, overview: overview).Waits);
    }

    [Fact]
    public void Trouble_with_journal_or_tracking_comes_first()
    {
        var view = View(SweepPhase.Running);
        view.Waits = "the tracking server does not answer: connection refused";
        Assert.Equal(view.Waits, Ask(view).Waits);
        Assert.Equal(view.Waits, Ask(view, new TrialView { Index = 3 }).Waits);
    }

    [Fact]
    public void A_running_trial_says_where_since_when_and_how_far()
    {
        var view = View(SweepPhase.Running);
        view.Running.Add(new RunningTrial
        {
            Trial = new TrialRef { Index = 1 },
            Agent = "node",
            Slot = "cpu/0",
            Fraction = 0.42,
            Epoch = 2,
            Epochs = 5,
            SinceMs = Now.ToUnixTimeMilliseconds() - 65_000,
        });
        Assert.Equal(
            "it runs on cpu/0 of node since 2025-11-23 20:32:15 UTC, for 1 min 05 s now: 42% done, 2 of 5 epochs",
            Ask(view, new TrialView { Index = 1, Phase = TrialPhase.Leased }).Waits);

        view.Running[0].Waits = "fetching mnist";
        Assert.Contains("waits: fetching mnist", Ask(view, new TrialView { Index = 1, Phase = TrialPhase.Leased }).Waits, StringComparison.Ordinal);
        view.Running[0].Waits = "";
        view.Running[0].Slot = "";
        Assert.Contains("not begun it yet", Ask(view, new TrialView { Index = 1, Phase = TrialPhase.Leased }).Waits, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_in_its_back_off_says_until_when_and_why()
    {
        var trial = new TrialView { Index = 2, Attempt = 1, Reason = "boom", NotBeforeMs = Now.ToUnixTimeMilliseconds() + 4_000, Failures = { new FailedAttempt { Attempt = 1, Reason = "boom" } } };
        Assert.Equal("attempt 1 failed (boom); the next one may begin at 2025-11-23 20:33:24 UTC, in 4.0 s", Ask(View(SweepPhase.Running), trial).Waits);
    }

    [Fact]
    public void A_trial_that_failed_for_good_has_the_reason_of_each_attempt_and_the_cure()
    {
        var trial = new TrialView
        {
            Index = 2,
            Phase = TrialPhase.GaveUp,
            Attempt = 2,
            Reason = "killed by signal 9",
            Failures = { new FailedAttempt { Attempt = 1, Reason = "boom" }, new FailedAttempt { Attempt = 2, Reason = "killed by signal 9" } },
        };
        var answer = Ask(View(SweepPhase.CompletedWithFailures), trial);

        Assert.Equal("it failed for good after 2 attempts: killed by signal 9", answer.Waits);
        Assert.Equal([(1, "boom"), (2, "killed by signal 9")], answer.Attempts.Select(attempt => (attempt.Attempt, attempt.Reason)));
        Assert.Contains("retry s --failed --where \"trial == 2\"", answer.Unblocks, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_over_waits_for_nothing()
    {
        Assert.Equal("it waits for nothing: all 4 trials finished", Ask(View(SweepPhase.Completed)).Waits);
        Assert.Equal(
            "it waits for nothing: it finished on node with value 0.25",
            Ask(View(SweepPhase.Running), new TrialView { Phase = TrialPhase.Done, Agent = "node", Objective = 0.25, HasObjective = true }).Waits);
    }

    private static SweepView View(SweepPhase phase) => new() { Sweep = "s", Phase = phase, Total = 4, Leased = phase == SweepPhase.Running ? 1 : 0, Pending = 3, Objective = "value" };

    private static WhyDto Ask(SweepView view, TrialView? trial = null, ControlRecord[]? history = null, Overview? overview = null) =>
        WhyRules.Answer(new WhyFacts(view, trial, history ?? [], overview ?? new Overview(), Now));
}
