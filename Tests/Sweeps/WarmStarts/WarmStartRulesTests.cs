using Orchestrator.Sweeps;
using Orchestrator.Sweeps.WarmStarts;
using Shared.Wire;
using Xunit;
using static Tests.Sweeps.WarmStarts.WarmStartExample;

namespace Tests.Sweeps.WarmStarts;

public sealed class WarmStartRulesTests
{
    private static readonly SweepSpec Source = Spec("parameters: { a: [1, 2], x: [0.1, 0.2] }");

    [Fact]
    public void Best_is_the_sources_best_trial_with_its_key_and_the_place_of_its_run()
    {
        var answer = Resolve(Later("best"), Finished(Source, best: 2));
        Assert.Equal(new WarmSource { SweepId = Source.SweepId, Trial = 2, Key = Grid.Of(Source).KeyAt(2), TrackingExperiment = "4" }, answer.Source);
    }

    [Fact]
    public void Another_tracking_server_is_kept_by_its_address()
    {
        var elsewhere = new SweepView(Finished(Source)) { OwnTracking = false, TrackingUri = "http://mlflow:5000" };
        Assert.Equal("http://mlflow:5000", Resolve(Later("best"), elsewhere).Source!.TrackingUri);
    }

    [Fact]
    public void A_number_is_that_trial_even_while_others_still_run()
    {
        var running = new SweepView(Finished(Source)) { Phase = SweepPhase.Running, Finished = 2, Pending = 2 };
        Assert.Equal(3, Resolve(Later("3"), running, (0, TrialPhase.Leased)).Source!.Trial);
    }

    [Fact]
    public void Matching_gives_each_trial_the_source_trial_with_its_parameters()
    {
        var spec = Resolved(Later("matching", "parameters: { x: [0.2, 0.1], b: [7, 8], a: 2 }"), Finished(Source));
        var grid = Grid.Of(spec);
        Assert.Equal([3, 3, 2, 2], Enumerable.Range(0, 4).Select(index => grid.SourceOf(grid.At(index))!.Value.Index));
        Assert.Equal(Grid.Of(Source).KeyAt(3), grid.SourceOf(grid.At(0))!.Value.Key);
    }

    [Fact]
    public void The_seed_counts_where_the_source_has_several()
    {
        var one = Resolved(Later("matching", "parameters: { a: 1, x: 0.1 }\nseeds: [5, 6]"), Finished(Source));
        Assert.All([0, 1], index => Assert.Equal(0, Grid.Of(one).SourceOf(Grid.Of(one).At(index))!.Value.Index));

        var seeded = Spec("seeds: [6, 5]");
        var two = Resolved(Later("matching", "seeds: [5, 6]"), Finished(seeded));
        Assert.Equal([1, 0], Enumerable.Range(0, 2).Select(index => Grid.Of(two).SourceOf(Grid.Of(two).At(index))!.Value.Index));
    }

    [Theory]
    [InlineData("best", SweepPhase.Running, "earlier-ID is still running: 3 of its 4 trials are not done", "run earlier to its end first")]
    [InlineData("matching", SweepPhase.Running, "earlier-ID is still running: 3 of its 4 trials are not done", "run earlier to its end first")]
    [InlineData("best", SweepPhase.Opening, "earlier-ID is not begun: 3 of its 4 trials are not done", "run earlier to its end first")]
    [InlineData("best", SweepPhase.Cancelled, "earlier-ID is cancelled: 3 of its 4 trials are not done", "go on with it first: resume earlier-ID")]
    public void A_source_that_is_not_done_is_refused(string trial, SweepPhase phase, string problem, string cure)
    {
        var source = new SweepView(Finished(Source)) { Phase = phase, Finished = 1, Pending = 2, Leased = 1 };
        Refused(Resolve(Later(trial), source), "start_from.sweep", problem, cure);
    }

    [Fact]
    public void A_source_that_nobody_trains_just_now_is_not_said_to_run() => Assert.Equal(
        Named("earlier-ID is not finished: 3 of its 4 trials are not done"),
        Resolve(Later("best"), new SweepView(Finished(Source)) { Phase = SweepPhase.Running, Finished = 1, Pending = 3 }).Problem);

    [Fact]
    public void A_source_without_a_best_trial_is_refused() =>
        Refused(Resolve(Later("best"), Finished(Source, best: null, failed: 4)), "start_from.sweep", "no trial of earlier-ID finished with a val_accuracy, so none is best", "try its failed trials again: resume earlier-ID");

    [Fact]
    public void A_number_that_the_source_does_not_have_is_refused() =>
        Refused(Resolve(Later("4"), Finished(Source)), "start_from.trial", "earlier-ID has no trial 4", "its trials are 0 to 3");

    [Theory]
    [InlineData(TrialPhase.GaveUp, "trial 1 of earlier-ID failed")]
    [InlineData(TrialPhase.Leased, "trial 1 of earlier-ID is still running")]
    [InlineData(TrialPhase.Pending, "trial 1 of earlier-ID has not run yet")]
    public void A_trial_that_is_not_finished_is_refused(TrialPhase phase, string problem) =>
        Assert.Equal(Named(problem), Resolve(Later("1"), Finished(Source), (1, phase)).Problem);

    [Theory]
    [InlineData("parameters: { a: [1, 3], x: 0.1 }", "trial 1 (a=3) matches no trial of earlier-ID")]
    [InlineData("parameters: { a: 1, x: 0.1, b: [1, 2] }\nseeds: [1, 2]", null)]
    [InlineData("parameters: { a: [1, 2] }", "trial 0 (a=1) matches no trial of earlier-ID")]
    public void The_first_trial_without_a_match_is_named(string rest, string? problem) =>
        Assert.Equal(Named(problem ?? ""), Resolve(Later("matching", rest), Finished(Source)).Problem);

    [Fact]
    public void A_trial_with_several_matches_is_named_with_the_first_of_them()
    {
        // The source varies what the other experiment does not have.
        var noop = SweepFile.Parse("name: later\nexperiment: noop\nstart_from: { sweep: earlier, trial: matching }", Support.Some.Catalogue()).Spec!;
        Refused(
            Resolve(noop, Finished(Source)), "start_from.trial", "trial 0 matches 4 trials of earlier-ID, the first of them trial 0", "no parameter of this sweep varies there; name a trial by its number, or take the best");
    }

    [Fact]
    public void A_match_that_failed_is_refused() => Assert.Equal(
        Named("trial 0 (b=1) matches trial 1 of earlier-ID, which failed"),
        Resolve(Later("matching", "parameters: { a: 1, x: 0.2, b: [1, 2] }"), Finished(Source, failed: 1), (1, TrialPhase.GaveUp)).Problem);

    [Fact]
    public void A_name_means_its_newest_sweep_and_an_id_that_very_one()
    {
        var (old, young) = (Finished(Source, submitted: 1), Finished(Spec("parameters: { a: [1, 2, 3] }"), submitted: 2));
        Assert.Equal(young, WarmStartRules.Find([young, old], "earlier"));
        Assert.Equal(old, WarmStartRules.Find([young, old], Source.SweepId));
        Assert.Null(WarmStartRules.Find([young, old, new SweepView { Sweep = "never-submitted", Name = "nobody" }], "nobody"));
    }

    [Fact]
    public void An_unknown_sweep_is_refused_with_what_was_probably_meant()
    {
        Assert.Equal("did you mean 'earlier'?", WarmStartRules.Unknown([Finished(Source)], "erlier").Cure);
        Assert.Equal("run something-else first", WarmStartRules.Unknown([Finished(Source)], "something-else").Cure);
    }

    [Fact]
    public void A_chain_of_matching_sweeps_has_an_end()
    {
        var (spec, length) = (Spec(""), 1);
        for (; length < WarmStartRules.LongestChain; length++)
        {
            spec = Resolved(Spec("start_from: { sweep: earlier, trial: matching }", "later") with { Name = $"link{length}" }, Finished(spec));
            spec = SweepSpec.FromJson(spec.ToJson());
        }

        Assert.Equal(32, Grid.Of(spec).KeyAt(0).Length);
        Assert.Contains("more than 32 sweeps", Resolve(Later("matching"), Finished(spec)).Problem);
    }

    private static SweepSpec Later(string trial, string rest = "parameters: { a: [1, 2], x: 0.1 }") => Spec($"start_from: {{ sweep: earlier, trial: {trial} }}\n{rest}", "later");

    private static string Named(string text) => text.Replace("earlier-ID", Source.SweepId, StringComparison.Ordinal);

    private static void Refused(WarmStartAnswer answer, string key, string problem, string cure) =>
        Assert.Equal((null, key, Named(problem), Named(cure)), (answer.Source, answer.Key, answer.Problem, answer.Cure));
}
