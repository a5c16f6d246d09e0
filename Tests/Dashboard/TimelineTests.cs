using Orchestrator.Dashboard.Trials;
using Shared.Wire;
using Xunit;

namespace Tests.Dashboard;

public sealed class TimelineTests
{
    private readonly Timeline _timeline = new();
    private long _number;

    [Fact]
    public void Attempts_begin_with_their_assignment_and_end_as_the_journal_says()
    {
        Hear(1_000, Assigned(1, 0, 1, 2));
        Hear(2_000, new SweepEvent { Finished = new() { Index = 0, Attempt = 1, Slot = "cpu/0" } });
        Hear(3_000, new SweepEvent { Failed = new() { Index = 1, Attempt = 1, Reason = "boom", Slot = "cpu/1" } }, Assigned(2, 1));
        Hear(4_000, new SweepEvent { Failed = new() { Index = 1, Attempt = 2, Reason = "bang", Final = true } });
        Hear(5_000, new SweepEvent { Requeued = new() { Index = { 2 }, Reason = "drained", HandedBack = true, Slot = "cpu/2" } });

        var dto = TimelinePresenter.Present(_timeline, after: 0, []);

        Assert.Equal("fxqt", dto.Outcome);
        Assert.Equal([0, 1, 2, 1], dto.Trial);
        Assert.Equal([1, 1, 1, 2], dto.Attempt);
        Assert.Equal([1_000L, 1_000, 1_000, 3_000], dto.Began);
        Assert.Equal([2_000L, 3_000, 5_000, 4_000], dto.Ended);
        Assert.Equal(["cpu/0", "cpu/1", "cpu/2", ""], dto.Slot.Select(place => dto.Slots[place]));
        Assert.Equal("boom", dto.Reasons[1]);
    }

    [Fact]
    public void Only_what_has_changed_since_a_version_and_what_runs_comes_again()
    {
        Hear(1_000, Assigned(1, 0, 1));
        Hear(2_000, new SweepEvent { Finished = new() { Index = 0, Attempt = 1 } });
        var version = TimelinePresenter.Present(_timeline, after: 0, []).Version;
        Hear(3_000, Assigned(1, 2));

        var dto = TimelinePresenter.Present(_timeline, version, [new RunningTrial { Trial = new TrialRef { Index = 1, Attempt = 1 }, Slot = "cpu/7" }]);

        Assert.Equal([1, 2], dto.Trial);
        Assert.Equal(["cpu/7", ""], dto.Slot.Select(place => dto.Slots[place]));
        Assert.Equal([0L, 0], dto.Ended);
    }

    [Fact]
    public void An_attempt_that_was_taken_back_and_found_again_goes_on()
    {
        Hear(1_000, Assigned(1, 0));
        Hear(2_000, new SweepEvent { Requeued = new() { Index = { 0 }, Reason = "its node was lost" } });
        Hear(3_000, Assigned(1, 0));
        Hear(4_000, new SweepEvent { Finished = new() { Index = 0, Attempt = 1 } });

        var attempt = Assert.Single(_timeline.Attempts);
        Assert.Equal((1_000, 4_000, AttemptOutcome.Finished, ""), (attempt.BeganMs, attempt.EndedMs, attempt.Outcome, attempt.Reason));
    }

    [Fact]
    public void A_result_that_comes_after_its_lease_was_taken_back_counts()
    {
        Hear(1_000, Assigned(1, 0));
        Hear(2_000, new SweepEvent { Requeued = new() { Index = { 0 }, Reason = "its node was lost" } });
        Hear(3_000, new SweepEvent { Finished = new() { Index = 0, Attempt = 1 } });
        Assert.Equal(AttemptOutcome.Finished, Assert.Single(_timeline.Attempts).Outcome);
    }

    [Fact]
    public void A_sweep_that_trains_on_takes_back_what_runs()
    {
        Hear(1_000, Assigned(1, 0, 1));
        Hear(2_000, new SweepEvent { Extended = new() { Epochs = 10, Trials = 2 } });
        Assert.All(_timeline.Attempts, attempt => Assert.Equal((AttemptOutcome.TakenBack, 2_000), (attempt.Outcome, attempt.EndedMs)));
    }

    [Fact]
    public void A_trials_attempts_are_told_in_words()
    {
        Hear(1_000, Assigned(1, 0, 1));
        Hear(2_000, new SweepEvent { Failed = new() { Index = 0, Attempt = 1, Reason = "boom", Final = true } });
        var attempt = Assert.Single(TimelinePresenter.Attempts(_timeline, 0, []));
        Assert.Equal(("failed_for_good", "boom", "agent"), (attempt.Outcome, attempt.Reason, attempt.Node));
    }

    private static SweepEvent Assigned(int attempt, params int[] trials) =>
        new() { Assigned = new TrialsAssigned { Agent = "agent", Index = { trials }, Attempt = { trials.Select(_ => attempt) } } };

    private void Hear(long atMs, params SweepEvent[] changes) => _timeline.Hear(++_number, new SweepEntry { AtMs = atMs, Events = { changes } });
}
