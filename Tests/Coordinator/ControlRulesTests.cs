using Orchestrator.Coordinator;
using Orchestrator.Sweeps;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Coordinator;

public sealed class ControlRulesTests
{
    private const long Now = 10_000;

    [Fact]
    public void A_paused_sweep_hands_nothing_out_stops_what_runs_and_goes_on_when_resumed()
    {
        var state = Running(trials: 3, slots: 1);

        Ask(state, new() { Pause = new() });
        var report = SweepRules.Report(state, Some.Report("a", (0, 1)), Now);
        Assert.Equal([0], report.Stop.Select(trial => trial.Index));
        Apply(state, [SweepRules.Result(state, Some.Preempted(0, attempt: 1), Now).Change!]);

        Assert.Empty(SweepRules.Assign(state, [Some.Quota("a", 3)], Now));
        Assert.False(state.Ended);
        Assert.Equal(0, state.Table.Failures(0));
        Ask(state, new() { Resume = new() });
        Assert.Equal(3, state.Ready(Now));
    }

    [Fact]
    public void A_pause_that_drains_lets_running_trials_finish_and_can_be_made_a_full_stop()
    {
        var state = Running(trials: 3, slots: 1);

        Ask(state, new() { Pause = new() { Drain = true } });
        Assert.Empty(SweepRules.Report(state, Some.Report("a", (0, 1)), Now).Stop);
        Assert.False(state.Stopping);
        Assert.Equal("it is paused already", Refused(state, new() { Pause = new() { Drain = true } }));

        Ask(state, new() { Pause = new() });
        Assert.True(state.Stopping);
        Assert.Equal("it is paused already", Refused(state, new() { Pause = new() }));
    }

    [Fact]
    public void A_cancel_can_be_hurried_while_something_still_runs()
    {
        var state = Running(trials: 2, slots: 1);

        Ask(state, new() { Cancel = new() });
        Assert.Equal("it is cancelled already", Refused(state, new() { Cancel = new() }));
        Ask(state, new() { Cancel = new() { Now = true } });
        Assert.True(state.Hurried);
        Assert.Equal("it is cancelled already", Refused(state, new() { Cancel = new() { Now = true } }));
        Assert.Contains("it is cancelled", Refused(state, new() { Pause = new() }), StringComparison.Ordinal);
    }

    [Fact]
    public void Failed_trials_that_satisfy_an_expression_are_tried_again_with_their_whole_budget()
    {
        var state = Running(trials: 4, slots: 4, attempts: 1);
        Apply(state, Enumerable.Range(0, 4).Select(index => SweepRules.Result(state, Some.Failed(index, 1), Now).Change!).ToList());
        Assert.True(state.Complete);

        var done = Ask(state, new() { Retry = new() { Where = "index in [1, 3] and seed == 1" } });

        Assert.StartsWith("tries 2 failed trials again", done.Text, StringComparison.Ordinal);
        Assert.Equal([1, 3], state.Peek(10, Now));
        Assert.Equal(2, state.Table.In(TrialPhase.GaveUp));
        Assert.False(state.Ended);
        // The reasons of earlier attempts stay.
        Assert.Equal("boom", Assert.Single(state.Reasons.Of(1)).Reason);
    }

    [Fact]
    public void A_trial_in_its_back_off_is_retried_at_once()
    {
        var state = Running(trials: 1, slots: 1);
        Apply(state, [SweepRules.Result(state, Some.Failed(0, 1), Now).Change!]);
        Assert.Equal(0, state.Ready(Now));

        Ask(state, new() { Retry = new() });

        Assert.Equal(1, state.Ready(Now));
        Assert.Equal("no trial of it has failed", Refused(state, new() { Retry = new() }));
    }

    [Theory]
    [InlineData("nois > 1", "no parameter is called 'nois'")]
    [InlineData("index >", "at character")]
    [InlineData("index + 1", "must be true or false")]
    [InlineData("index > 5", "none of its 2 failed trials satisfies")]
    public void An_expression_that_is_wrong_or_matches_nothing_is_refused_with_the_reason(string where, string words)
    {
        var state = Running(trials: 2, slots: 2, attempts: 1);
        Apply(state, [SweepRules.Result(state, Some.Failed(0, 1), Now).Change!, SweepRules.Result(state, Some.Failed(1, 1), Now).Change!]);

        Assert.Contains(words, Refused(state, new() { Retry = new() { Where = where } }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_set_by_hand_holds_at_once_and_over_a_snapshot_until_a_file_says_something_else()
    {
        var state = Running(trials: 5, slots: 1, maxParallel: 1);

        Ask(state, new() { Tune = new() { MaxParallel = 3, Priority = 7, Weight = 0.5 } });
        state = Reloaded(state);
        Apply(state, SweepRules.Assign(state, [Some.Quota("a", 9)], Now));

        Assert.Equal(3, state.Leases.Count);
        Assert.Equal((7, 0.5), (SweepMessages.Demand("s", state, Now).Priority, SweepMessages.Demand("s", state, Now).Weight));
        state.Apply(new SweepEvent { Submitted = new SweepSubmitted(state.Submitted) { Spec = Some.Spec(5, maxParallel: 2).ToJson() } }, Now);
        Assert.Equal((2, 0), (state.Spec.Resources.MaxParallel, state.Spec.Resources.Priority));
    }

    [Fact]
    public void What_is_set_already_is_not_set_again()
    {
        var state = Running(trials: 5, slots: 1, maxParallel: 2);
        Assert.Equal("that is set already: max_parallel 2, priority 0, weight 1", Refused(state, new() { Tune = new() { MaxParallel = 2, Priority = 0, Weight = 1 } }));
        Assert.StartsWith("nothing is to be set", Refused(state, new() { Tune = new() }), StringComparison.Ordinal);
        var decision = Ask(state, new() { Tune = new() { MaxParallel = 2, Priority = 3 } });
        Assert.Equal("now has priority 0 → 3", decision.Text);
        Assert.False(decision.Events.Single().Tuned.HasMaxParallel);
    }

    [Theory]
    [InlineData(0, "epochs > 0", "trains to 8 epochs: 2 other trials begin so")]
    [InlineData(1, "epochs > 0", "trains to 8 epochs: 1 begun or finished trial trains on, 1 other trial begins so")]
    [InlineData(2, "epochs > 0", "trains to 8 epochs: 2 begun or finished trials train on")]
    [InlineData(2, "index > 0", "trains to 8 epochs: 1 begun or finished trial trains on, 1 begun or finished trial begins from scratch")]
    [InlineData(2, "", "trains to 8 epochs: 2 begun or finished trials begin from scratch")]
    public void Whoever_extends_is_told_which_trials_train_on_and_which_begin_from_scratch(int slots, string trainsOn, string text)
    {
        var state = Running(trials: 2, slots, epochs: 5);
        Assert.Equal(text, Ask(state, new() { Extend = new() { Epochs = 8, TrainsOn = trainsOn, Anew = true } }).Text);
    }

    [Fact]
    public void Added_values_come_behind_the_last_trial_and_change_no_key()
    {
        var state = Running(trials: 2, slots: 2);
        Apply(state, [SweepRules.Result(state, Some.Finished(0, 1), Now).Change!, SweepRules.Result(state, Some.Finished(1, 1), Now).Change!]);
        var keys = new[] { 0, 1 }.Select(index => Grid.Of(state.Spec).KeyAt(index)).ToList();

        Ask(state, new() { Extend = new() { Parameter = "index", Values = { new Value { Integer = 7 }, new Value { Integer = 5 } } } });
        state = Reloaded(state);

        var grid = Grid.Of(state.Spec);
        Assert.Equal(keys, new[] { 0, 1 }.Select(index => grid.KeyAt(index)));
        Assert.Equal([7L, 5L], new[] { 2, 3 }.Select(index => grid.At(index)["index"].AsInteger()));
        Assert.Equal((2, 2, false), (state.Table.In(TrialPhase.Done), state.Ready(Now), state.Ended));
        Assert.Equal("index takes 7 already", Refused(state, new() { Extend = new() { Parameter = "index", Values = { new Value { Integer = 7 } } } }));
    }

    [Fact]
    public void More_epochs_take_up_every_finished_trial_under_its_index_and_no_earlier_attempt_counts()
    {
        var state = Running(trials: 2, slots: 2, epochs: 5);
        Apply(state, [SweepRules.Result(state, Some.Finished(0, 1), Now).Change!]);
        var (before, key) = (Grid.Of(state.Spec), Grid.Of(state.Spec).KeyAt(0));

        Ask(state, new() { Extend = new() { Epochs = 8, TrainsOn = "epochs > 0" } });
        state = Reloaded(state);

        // Told again, and finished meanwhile with five epochs: both are over.
        Assert.False(SweepRules.Result(state, Some.Finished(0, 1), Now).Ack.Accepted);
        Assert.False(SweepRules.Result(state, Some.Finished(1, 1), Now).Ack.Accepted);
        Assert.Equal([0, 1], SweepRules.Report(state, Some.Report("a", (0, 1), (1, 1)), Now).Stop.Select(trial => trial.Index));
        var assignment = new SweepMessages(state.Spec).Assignment(0, 3, Some.Services);
        Assert.Equal(8, assignment.Parameters["epochs"].Integer);
        Assert.Equal([key], assignment.Shorter);
        Assert.NotEqual(key, assignment.Key);
        Assert.Equal(before.At(0).Seed, Grid.Of(state.Spec).At(0).Seed);
        Assert.Contains("8 epochs already; name more", Refused(state, new() { Extend = new() { Epochs = 8 } }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_that_must_begin_anew_is_given_no_earlier_checkpoint()
    {
        var state = Running(trials: 1, slots: 1, epochs: 5);

        Ask(state, new() { Extend = new() { Epochs = 8, Anew = true } });

        Assert.Empty(new SweepMessages(state.Spec).Assignment(0, 3, Some.Services).Shorter);
    }

    [Fact]
    public void Terms_that_somebody_changed_meanwhile_are_not_amended()
    {
        var state = Running(trials: 1, slots: 1);
        var amend = new ControlSweep { Amend = new() { Spec = Some.Spec(1, attempts: 9).ToJson(), Was = state.SpecJson } };
        Ask(state, new() { Tune = new() { Priority = 1 } });
        Assert.Contains("meanwhile", Refused(state, amend), StringComparison.Ordinal);

        amend.Amend.Was = state.SpecJson;
        Ask(state, amend);

        Assert.Equal((9, 0), (state.Spec.Retry.Attempts, state.Spec.Resources.Priority));
    }

    [Fact]
    public void The_history_says_who_did_what_when_and_why_and_keeps_it_over_a_snapshot()
    {
        var state = Running(trials: 2, slots: 1);
        var by = new Caller { Who = new string('x', 500), Why = "a demo" };

        Ask(state, new() { By = by, Pause = new() });
        state = Reloaded(state);
        Ask(state, new() { By = new Caller { Who = "ada@host" }, Resume = new() });

        var records = state.History.Records.ToList();
        Assert.Equal(["submitted", "paused", "resumed"], records.Select(record => record.What));
        Assert.Equal(("a demo", Now), (records[1].Why, records[1].AtMs));
        Assert.Equal(200, records[1].Who.Length);
        Assert.Equal("ada@host", records[2].Who);
    }

    [Fact]
    public void The_reasons_of_the_last_eight_attempts_are_kept()
    {
        var state = Running(trials: 1, slots: 1, attempts: 100);
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            Apply(state, SweepRules.Assign(state, [Some.Quota("a", 1)], long.MaxValue / 2));
            var failed = Some.Failed(0, attempt);
            failed.Reason = $"reason {attempt}";
            Apply(state, [SweepRules.Result(state, failed, Now).Change!]);
        }

        Assert.Equal(Enumerable.Range(3, 8).Select(attempt => $"reason {attempt}"), Reloaded(state).Reasons.Of(0).Select(failed => failed.Reason));
    }

    private static SweepState Running(int trials, int slots, int attempts = 3, int maxParallel = 0, int epochs = 0)
    {
        var state = Some.Sweep(trials, attempts, maxParallel, epochs);
        Apply(state, SweepRules.Assign(state, [Some.Quota("a", slots)], Now));
        return state;
    }

    private static SweepState Reloaded(SweepState state) => SweepState.Load(SweepSnapshot.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(state.Save())));

    private static ControlDecision Ask(SweepState state, ControlSweep command)
    {
        var decision = ControlRules.Decide(state, command, Now);
        Assert.Null(decision.Refusal);
        Apply(state, decision.Events);
        return decision;
    }

    private static string Refused(SweepState state, ControlSweep command) => ControlRules.Decide(state, command, Now).Refusal ?? "";

    private static void Apply(SweepState state, IEnumerable<SweepEvent> events)
    {
        foreach (var change in events)
        {
            state.Apply(change, Now);
        }
    }
}
