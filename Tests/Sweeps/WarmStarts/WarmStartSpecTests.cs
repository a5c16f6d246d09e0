using System.Text.Json;
using Orchestrator.CommandLine;
using Orchestrator.Coordinator;
using Orchestrator.Sweeps;
using Spectre.Console;
using Tests.Support;
using Xunit;
using static Tests.Sweeps.WarmStarts.WarmStartExample;
using Grid = Orchestrator.Sweeps.Grid;

namespace Tests.Sweeps.WarmStarts;

public sealed class WarmStartSpecTests
{
    private static readonly SweepSpec Source = Spec("parameters: { a: [1, 2] }");

    private static SweepSpec One => Resolved(Spec("start_from: { sweep: earlier, trial: best }\nparameters: { a: [1, 2] }", "later"), Finished(Source, best: 1));

    private static SweepSpec Each => Resolved(Spec("start_from: { sweep: earlier, trial: matching }\nparameters: { a: [1, 2] }", "later"), Finished(Source));

    [Fact]
    public void The_journal_spelling_of_a_warm_start_has_not_changed() => Assert.Equal(
        File.ReadAllText(SweepFiles.Golden("warm-start.json")).TrimEnd(),
        JsonSerializer.Serialize(JsonDocument.Parse(One.ToJson()).RootElement.GetProperty("start_from")));

    [Fact]
    public void A_resolved_sweep_comes_back_from_the_journal_with_the_same_keys_and_id()
    {
        foreach (var spec in new[] { One, Each })
        {
            var again = SweepSpec.FromJson(spec.ToJson());
            Assert.Equal((spec.ToJson(), spec.SweepId), (again.ToJson(), again.SweepId));
            Assert.Equal([Grid.Of(spec).KeyAt(0), Grid.Of(spec).KeyAt(1)], [Grid.Of(again).KeyAt(0), Grid.Of(again).KeyAt(1)]);
        }
    }

    [Fact]
    public void Keys_and_id_depend_on_the_weights_that_are_taken_and_on_nothing_else_of_the_source()
    {
        var scratch = Spec("parameters: { a: [1, 2] }", "later");
        var other = Resolved(Spec("start_from: { sweep: earlier, trial: 0 }\nparameters: { a: [1, 2] }", "later"), Finished(Source));
        var sweeps = new[] { scratch, One, Each, other };
        Assert.Equal(sweeps.Length, sweeps.Select(spec => spec.SweepId).Distinct().Count());
        // Trial 0 starts from the source's trial 0 in two of them, trial 1 from its trial 1.
        Assert.Equal([3, 3], new[] { 0, 1 }.Select(index => sweeps.Select(spec => Grid.Of(spec).KeyAt(index)).Distinct().Count()));

        var byNumber = Resolved(Spec("start_from: { sweep: earlier, trial: 1 }\nparameters: { a: [1, 2] }", "later"), Finished(Source));
        Assert.Equal(One.SweepId, byNumber.SweepId);
        Assert.Equal(Grid.Of(One).KeyAt(0), Grid.Of(byNumber).KeyAt(0));
    }

    [Fact]
    public void An_assignment_says_where_the_weights_are()
    {
        var start = new SweepMessages(Each).Assignment(1, attempt: 1, Some.Services).Start;
        Assert.Equal((Source.SweepId, 1, Grid.Of(Source).KeyAt(1)), (start.Trial.Sweep, start.Trial.Index, start.Trial.Key));
        Assert.Equal(("http://own/", "4"), (start.TrackingUri, start.TrackingExperiment));
        Assert.Null(new SweepMessages(Source).Assignment(1, attempt: 1, Some.Services).Start);
    }

    [Fact]
    public void A_sweep_whose_weights_are_not_chosen_has_no_keys()
    {
        var grid = Grid.Of(Spec("start_from: { sweep: earlier }", "later"));
        Assert.Contains("when the sweep is submitted", Assert.Throws<InvalidOperationException>(() => grid.KeyAt(0)).Message);
    }

    [Fact]
    public void A_plan_says_what_the_trials_start_from_or_when_it_is_chosen()
    {
        var open = Spec("start_from: { sweep: earlier, trial: matching }", "later");
        Assert.Contains("the matching trial of earlier; the weights are chosen when it is submitted", Show(SweepPlan.Of(open, Grid.Of(open))));
        Assert.Contains($"{Source.SweepId} trial 1", Show(SweepPlan.Of(One, Grid.Of(One))));
        var plan = SweepPlan.Of(Each, Grid.Of(Each));
        Assert.Contains($"the matching trials of {Source.SweepId}", Show(plan));
        Assert.Equal([0L, 1L], plan.First.Select(trial => trial.StartTrial!.Value));
    }

    private static string Show(PlanDto plan)
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 200;
        console.Write(PlanView.Of(plan));
        return output.ToString();
    }
}
