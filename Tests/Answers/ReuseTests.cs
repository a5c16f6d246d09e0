using Google.Protobuf;
using Orchestrator.Answers;
using Orchestrator.Coordinator;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Answers;

public sealed class ReuseTests
{
    private static readonly Dictionary<string, Answer> Known = new() { ["a"] = new("other-1", 7, 0.125, 3, "4", 0) };

    [Fact]
    public void A_trial_with_an_answer_is_finished_without_a_lease_and_counts_for_the_best()
    {
        var state = Some.Sweep(trials: 2);

        Reuse(state, (0, "a"), (1, "b"));

        Assert.Equal((1, 1, 0), (state.Table.In(TrialPhase.Done), state.Table.In(TrialPhase.Pending), state.Leases.Count));
        Assert.Equal((0, 0.125), (state.Best, state.Table.Objective(0)));
        Assert.Equal([1], SweepRules.Assign(state, [Some.Quota("n", 5)], 0).Single().Assigned.Index);
        Assert.Equal((0, 0.0), (state.Trained, state.MeanSeconds));
    }

    [Fact]
    public void A_trial_that_was_begun_keeps_its_attempts()
    {
        var state = Some.Sweep(trials: 2);
        SweepRules.Assign(state, [Some.Quota("n", 1)], 0).ToList().ForEach(change => state.Apply(change, 0));
        Assert.Equal(0, Assert.Single(state.Leases).Key);

        Reuse(state, (0, "a"));
        SweepRules.Requeue(state, _ => true, "lost").ToList().ForEach(change => state.Apply(change, 0));
        Reuse(state, (0, "a"));

        Assert.Empty(state.Reused);
    }

    [Fact]
    public void A_cancelled_sweep_takes_no_answers()
    {
        var state = Some.Sweep(trials: 1);
        state.Apply(new SweepEvent { Cancelled = new SweepCancelled() }, 0);

        Reuse(state, (0, "a"));

        Assert.Empty(state.Reused);
    }

    [Fact]
    public void A_snapshot_keeps_whose_answer_a_trial_has()
    {
        var state = Some.Sweep(trials: 2);
        Reuse(state, (0, "a"));

        var again = SweepState.Load(SweepSnapshot.Parser.ParseFrom(state.Save().ToByteArray()));

        Assert.Equal(("other-1", 7), (again.Reused[0].Sweep, again.Reused[0].Source));
        var trial = SweepMessages.Trials(new GetTrials { Sweep = "some-1", Limit = 1 }, again, nowMs: 0).Trials.Single();
        Assert.Equal(("other-1", 7, TrialPhase.Done), (trial.ReusedSweep, trial.ReusedIndex, trial.Phase));
    }

    [Fact]
    public void Nobody_is_assigned_before_he_was_looked_up()
    {
        var state = Some.Sweep(trials: 4);

        Assert.Equal([0, 1], SweepRules.Assign(state, [Some.Quota("n", 4)], 0, until: 2).Single().Assigned.Index);
        Assert.Empty(SweepRules.Assign(state, [Some.Quota("n", 4)], 0, until: 0));
    }

    private static void Reuse(SweepState state, params (int Index, string Key)[] trials) =>
        ReuseRules.Reuse(state, trials, Known).ToList().ForEach(change => state.Apply(change, 5_000));
}
