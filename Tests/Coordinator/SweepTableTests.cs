using Orchestrator.Coordinator;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Coordinator;

public sealed class SweepTableTests
{
    private const long Born = 1_000_000;

    private readonly SweepProgress _progress = new();

    [Fact]
    public void Only_the_trials_that_changed_since_a_version_are_told()
    {
        var state = Some.Sweep(trials: 5);
        Assign(state, 0, 1);
        var before = Ask(state, after: 0);
        Finish(state, 1, 0.25);
        Assign(state, 3);

        var after = Ask(state, before.Version);

        Assert.Equal((true, 5, "RRPPP"), (before.Whole, before.Total, Phases(before)));
        Assert.False(after.Whole);
        Assert.Equal([1, 3], after.Index);
        Assert.Equal([0.25, double.NaN], after.Value);
        Assert.Equal("DR", Phases(after));
        Assert.Empty(Ask(state, after.Version).Index);
    }

    [Fact]
    public void A_version_of_another_life_is_answered_by_all_trials()
    {
        var state = Some.Sweep(trials: 3);
        Assert.All(new[] { 1, Born - 1, Born + 99 }, version => Assert.Equal([0, 1, 2], Ask(state, version).Index));
    }

    [Fact]
    public void What_changed_too_long_ago_is_answered_by_all_trials()
    {
        var state = Some.Sweep(trials: 3);
        var version = Ask(state, after: -1).Version;
        for (var i = 0; i < TrialChanges.MostKept; i++)
        {
            state.Changes.Add(1);
        }

        Assert.Equal([1], Ask(state, version).Index);
        state.Changes.Add(2);
        Assert.True(Ask(state, version).Whole);
    }

    [Fact]
    public void A_resumed_sweep_may_have_changed_anywhere()
    {
        var state = Some.Sweep(trials: 3);
        var version = Ask(state, after: -1).Version;
        state.Apply(new SweepEvent { Resumed = new SweepResumed() }, 2_000);
        Assert.True(Ask(state, version).Whole);
    }

    [Fact]
    public void A_running_trial_has_the_newest_value_that_its_node_told_and_changes_with_it()
    {
        var state = Some.Sweep(trials: 2);
        Assign(state, 0);
        Hear(state, 0.75);
        var version = Ask(state, after: -1).Version;
        Hear(state, 0.75);
        Assert.Empty(Ask(state, version).Index);
        Hear(state, 0.5);
        Assert.Equal([0.5], Ask(state, version).Value);
    }

    [Fact]
    public void A_large_table_comes_in_pages()
    {
        var state = Some.Sweep(trials: SweepTable.PageSize + 10);
        var first = Ask(state, after: 0);
        var second = SweepTable.Of(new GetTable { Offset = first.Next }, state, _progress, Born);
        Assert.Equal((SweepTable.PageSize, SweepTable.PageSize), (first.Next, first.Index.Count));
        Assert.Equal((0, 10, SweepTable.PageSize), (second.Next, second.Index.Count, second.Index[0]));
    }

    [Fact]
    public void A_trial_that_failed_for_good_comes_with_its_reason()
    {
        var state = Some.Sweep(trials: 2, attempts: 1);
        Assign(state, 1);
        state.Apply(new SweepEvent { Failed = new TrialFailed { Index = 1, Attempt = 1, Reason = "boom", Final = true } }, 2_000);
        var view = Ask(state, after: 0);
        Assert.Equal("boom", view.Reasons[1]);
        Assert.Equal([-1, 0], view.Agent);
        Assert.Equal(["agent-a"], view.Agents);
    }

    private TableView Ask(SweepState state, long after) => SweepTable.Of(new GetTable { After = after }, state, _progress, Born);

    private void Hear(SweepState state, double value)
    {
        var report = Some.Report("a", (0, 1));
        (report.Running[0].Objective, report.Running[0].HasObjective) = (value, true);
        _progress.Heard(report, state.Changes);
    }

    private static void Assign(SweepState state, params int[] indices) => state.Apply(
        new SweepEvent { Assigned = new TrialsAssigned { Boot = "a", Agent = "agent-a", Path = "akka://node-a", Index = { indices }, Attempt = { indices.Select(_ => 1) } } }, 1_500);

    private static void Finish(SweepState state, int index, double value) =>
        state.Apply(new SweepEvent { Finished = new TrialFinished { Index = index, Attempt = 1, Objective = value, HasObjective = true, Seconds = 2 } }, 2_000);

    private static string Phases(TableView view) => string.Concat(view.Phase.Select(phase => (TrialPhase)phase switch { TrialPhase.Done => 'D', TrialPhase.Leased => 'R', TrialPhase.GaveUp => 'X', _ => 'P' }));
}
