using Orchestrator.Coordinator;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Coordinator;

public sealed class SweepRulesTests
{
    private const long Now = 10_000;

    [Fact]
    public void Trials_are_handed_out_in_grid_order_within_the_quota()
    {
        var state = Some.Sweep(trials: 5);

        Assign(state, Some.Quota("a", 2), Some.Quota("b", 1));

        Assert.Equal([0, 1, 2], state.Leases.Keys.Order());
        Assert.Equal(2, state.Leases.Values.Count(lease => lease.Boot == "a"));
        Assert.Empty(SweepRules.Assign(state, [Some.Quota("a", 2), Some.Quota("b", 1)], Now));
    }

    [Fact]
    public void A_sweep_never_runs_more_than_its_own_cap()
    {
        var state = Some.Sweep(trials: 5, maxParallel: 2);

        Assign(state, Some.Quota("a", 4));

        Assert.Equal(2, state.Leases.Count);
    }

    [Fact]
    public void Nothing_is_assigned_before_the_parent_run_is_open_or_after_a_cancel()
    {
        var unopened = new SweepState();
        unopened.Apply(new SweepEvent { Submitted = new SweepSubmitted { Sweep = "s", Spec = Some.Spec(3).ToJson(), Trials = 3 } }, 0);
        var cancelled = Some.Sweep(trials: 3);
        cancelled.Apply(new SweepEvent { Cancelled = new SweepCancelled() }, Now);

        Assert.Empty(SweepRules.Assign(unopened, [Some.Quota("a", 2)], Now));
        Assert.Empty(SweepRules.Assign(cancelled, [Some.Quota("a", 2)], Now));
    }

    [Fact]
    public void A_finished_trial_is_accepted_once_and_told_twice_gets_the_same_answer()
    {
        var state = Some.Sweep(trials: 1);
        Assign(state, Some.Quota("a", 1));

        var first = Tell(state, Some.Finished(0, attempt: 1, objective: 0.25));
        var second = Tell(state, Some.Finished(0, attempt: 1, objective: 0.99));

        Assert.Equal("FINISHED", first.RunStatus);
        Assert.Equal(first, second);
        Assert.True(state.Complete);
        Assert.Equal(0.25, state.Table.Objective(0));
        Assert.Equal(0, state.Best);
    }

    [Fact]
    public void A_stale_attempt_is_refused()
    {
        var state = Some.Sweep(trials: 1);
        Assign(state, Some.Quota("a", 1));
        Apply(state, SweepRules.Requeue(state, lease => lease.Boot == "a", "lost"));
        Assign(state, Some.Quota("b", 1));

        var ack = Tell(state, Some.Finished(0, attempt: 1));

        Assert.False(ack.Accepted);
        Assert.Equal(2, state.Leases[0].Attempt);
    }

    [Fact]
    public void A_late_result_counts_when_nobody_else_began()
    {
        var state = Some.Sweep(trials: 1);
        Assign(state, Some.Quota("a", 1));
        Apply(state, SweepRules.Requeue(state, lease => lease.Boot == "a", "lost"));

        var ack = Tell(state, Some.Finished(0, attempt: 1));

        Assert.True(ack.Accepted);
        Assert.True(state.Complete);
        Assert.Empty(SweepRules.Assign(state, [Some.Quota("b", 1)], Now));
    }

    [Fact]
    public void A_failed_trial_waits_twice_as_long_each_time_and_is_given_up_after_its_attempts()
    {
        var state = Some.Sweep(trials: 1, attempts: 3);

        Assign(state, Some.Quota("a", 1));
        Assert.Equal("", Tell(state, Some.Failed(0, attempt: 1)).RunStatus);
        Assert.Equal(Now + 1_000, state.NextRetryMs(Now));
        Assert.Equal((1, 0), (state.Delayed(Now), state.Ready(Now)));
        Assert.Equal((0, 1), (state.Delayed(Now + 1_000), state.Ready(Now + 1_000)));

        Assign(state, Now + 1_000, Some.Quota("a", 1));
        Tell(state, Some.Failed(0, attempt: 2));
        Assert.Equal(Now + 2_000, state.NextRetryMs(Now));

        Assign(state, Now + 2_000, Some.Quota("a", 1));
        Assert.Equal("FAILED", Tell(state, Some.Failed(0, attempt: 3)).RunStatus);
        Assert.True(state.Complete);
        Assert.Equal(TrialPhase.GaveUp, state.Table.Phase(0));
    }

    [Fact]
    public void A_trial_that_would_fail_the_same_way_again_is_given_up_at_once()
    {
        var state = Some.Sweep(trials: 1, attempts: 3);
        Assign(state, Some.Quota("a", 1));
        var result = Some.Failed(0, attempt: 1);
        result.Certain = true;

        Assert.Equal("FAILED", Tell(state, result).RunStatus);
        Assert.True(state.Complete);
        Assert.Equal((TrialPhase.GaveUp, 1), (state.Table.Phase(0), state.Table.Failures(0)));
    }

    [Fact]
    public void A_report_from_before_a_failure_gives_the_failed_attempt_no_second_life()
    {
        var state = Some.Sweep(trials: 1, attempts: 3);
        Assign(state, Some.Quota("a", 1));
        var first = Tell(state, Some.Failed(0, attempt: 1));

        var decision = SweepRules.Report(state, Some.Report("a", (0, 1)), Now);
        Apply(state, decision.Events);
        var second = Tell(state, Some.Failed(0, attempt: 1));

        Assert.Empty(state.Leases);
        Assert.Equal(first, second);
        Assert.Equal(1, state.Table.Failures(0));
        Assert.Equal(Now + 1_000, state.NextRetryMs(Now));
    }

    [Fact]
    public void Preemption_uses_no_retry()
    {
        var state = Some.Sweep(trials: 1, attempts: 1);
        Assign(state, Some.Quota("a", 1));

        var ack = Tell(state, Some.Preempted(0, attempt: 1));

        Assert.Equal("SCHEDULED", ack.RunStatus);
        Assert.Equal(1, state.Ready(Now));
        Assert.Equal(0, state.Table.Failures(0));
    }

    [Fact]
    public void An_agent_that_restarted_has_lost_what_it_held()
    {
        var state = Some.Sweep(trials: 2);
        Assign(state, Some.Quota("a", 2));

        var report = Some.Report("other");
        report.Agent = "agent-a";
        Apply(state, SweepRules.Report(state, report, Now).Events);

        Assert.Empty(state.Leases);
        Assert.Equal(2, state.Ready(Now));
    }

    [Fact]
    public void An_agent_that_restarted_keeps_what_had_ended_and_its_result_counts()
    {
        var state = Some.Sweep(trials: 3);
        Assign(state, Some.Quota("a", 3));
        var report = Some.Report("other", (0, 1), (1, 1), (2, 7));
        report.Agent = "agent-a";
        report.Running[0].Ended = report.Running[2].Ended = true;

        var decision = SweepRules.Report(state, report, Now);
        Apply(state, decision.Events);

        // The one that had ended is its own, the one that was running is lost, and of what it never was given it is relieved.
        Assert.Equal([("other", 1)], state.Leases.Select(pair => (pair.Value.Boot, pair.Value.Attempt)));
        Assert.Equal([1, 2], decision.Stop.Select(trial => trial.Index).Order());
        Assert.Empty(SweepRules.Assign(state, [Some.Quota("b", 0)], Now));
        Assert.Equal("FINISHED", Tell(state, Some.Finished(0, attempt: 1)).RunStatus);
    }

    [Fact]
    public void Another_agent_cannot_take_a_lease_by_saying_that_it_ended()
    {
        var state = Some.Sweep(trials: 1);
        Assign(state, Some.Quota("a", 1));
        var report = Some.Report("b", (0, 1));
        report.Running[0].Ended = true;

        Apply(state, SweepRules.Report(state, report, Now).Events);

        Assert.Equal("a", state.Leases[0].Boot);
    }

    [Fact]
    public void A_node_stops_what_it_no_longer_owns_and_keeps_what_nobody_else_took()
    {
        var state = Some.Sweep(trials: 3);
        Assign(state, Some.Quota("a", 2));
        Apply(state, SweepRules.Requeue(state, _ => true, "lost"));
        Assign(state, Some.Quota("b", 1));

        var decision = SweepRules.Report(state, Some.Report("a", (0, 1), (1, 1)), Now);
        Apply(state, decision.Events);

        Assert.Equal([0], decision.Stop.Select(trial => trial.Index));
        Assert.Equal("b", state.Leases[0].Boot);
        Assert.Equal("a", state.Leases[1].Boot);
        Assert.Equal(1, state.Leases[1].Attempt);
    }

    [Fact]
    public void A_lease_that_its_node_never_heard_of_is_sent_again_once_it_is_old_enough()
    {
        var state = Some.Sweep(trials: 1);
        Assign(state, Some.Quota("a", 1));

        Assert.Empty(SweepRules.Report(state, Some.Report("a"), Now + 1_000).Resend);
        Assert.Equal([0], SweepRules.Report(state, Some.Report("a"), Now + 6_000).Resend);
    }

    [Fact]
    public void Resuming_takes_failed_and_cancelled_trials_up_again()
    {
        var state = Some.Sweep(trials: 2, attempts: 1);
        Assign(state, Some.Quota("a", 1));
        Tell(state, Some.Failed(0, attempt: 1));
        state.Apply(new SweepEvent { Cancelled = new SweepCancelled() }, Now);
        Assert.True(state.Ended);

        Apply(state, SweepRules.Resume(state));

        Assert.False(state.Ended);
        Assert.Equal(2, state.Ready(Now));
        Assert.Equal(0, state.EndedMs);
        Assert.Empty(SweepRules.Resume(state));
    }

    [Fact]
    public void A_trial_that_runs_out_of_memory_gets_half_its_companions_then_none_and_is_given_up_with_its_need()
    {
        var state = Some.Sweep(trials: 1, attempts: 1);
        var rungs = new List<(bool, int)>();
        foreach (var (attempt, companions) in new[] { (1, 3), (2, 1), (3, 0) })
        {
            Assign(state, Now * attempt, Some.Quota("a", 1));
            Tell(state, Starved(attempt, companions));
            rungs.Add((state.Reasons.Last(0)!.Final, state.Reasons.Last(0)!.Companions));
        }

        Assert.Equal([(false, 1), (false, 0), (true, 0)], rungs);
        Assert.Equal("out of memory alone on its device, at 512 MiB: can't allocate memory", state.Reasons.Last(0)!.Reason);
        Assert.Equal((FailureKind.OutOfMemory, 512L << 20), (state.Reasons.Last(0)!.Kind, state.Reasons.Last(0)!.PeakBytes));
    }

    [Fact]
    public void What_a_trial_tolerates_is_not_forgotten_when_it_fails_in_another_way_and_goes_with_its_next_assignment()
    {
        var state = Some.Sweep(trials: 1, attempts: 3);
        Assign(state, Some.Quota("a", 1));
        Tell(state, Starved(attempt: 1, companions: 3));
        Assign(state, Now * 2, Some.Quota("a", 1));
        Tell(state, Some.Failed(0, attempt: 2));

        var messages = new SweepMessages(state.Spec);
        Assert.Equal(1, messages.Assignment(0, 3, Some.Services, state.Reasons.Last(0)).Companions);
        Assert.False(messages.Assignment(0, 1, Some.Services).HasCompanions);
    }

    private static TrialResult Starved(int attempt, int companions) =>
        new() { Index = 0, Attempt = attempt, Outcome = Outcome.Failed, Reason = "can't allocate memory", Failure = FailureKind.OutOfMemory, PeakBytes = 512 << 20, Companions = companions };

    private static void Assign(SweepState state, params Quota[] quotas) => Assign(state, Now, quotas);

    private static void Assign(SweepState state, long now, params Quota[] quotas) => Apply(state, SweepRules.Assign(state, quotas, now));

    private static void Apply(SweepState state, IEnumerable<SweepEvent> events)
    {
        foreach (var change in events)
        {
            state.Apply(change, Now);
        }
    }

    private static AckedResult Tell(SweepState state, TrialResult result)
    {
        var (change, ack) = SweepRules.Result(state, result, Now);
        Apply(state, change is null ? [] : [change]);
        return ack;
    }
}
