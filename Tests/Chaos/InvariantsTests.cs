using Orchestrator.Bench.Chaos;
using Xunit;

namespace Tests.Chaos;

/// <summary>The chaos tests are worth what their look afterwards sees: each kind of damage is one line.</summary>
public sealed class InvariantsTests
{
    private static readonly RunTrace Run = new(
        "run", "Finished", new Dictionary<string, IReadOnlyList<MetricValue>> { ["val_loss"] = [new(1, 0.5), new(2, 0.25)], ["seconds"] = [new(1, 0), new(2, 0)] }, "weights", "2 chain", ["pictures/loss.png", "weights.safetensors"]);

    private static readonly ChaosTrace Calm = new([Trial(0), Trial(1)], []);

    [Fact]
    public void An_equal_trace_holds_whatever_its_run_is_called_and_however_many_attempts_it_took() =>
        Assert.Empty(Broken(Trial(1) with { Attempt = 5, Reason = "killed", Runs = [Run with { Id = "another" }] }));

    [Fact]
    public void A_point_of_the_grid_that_is_missing_or_there_twice_is_seen()
    {
        Assert.Equal(["sweep trial 1 stands 0 times among the trials"], Invariants.Broken(Calm with { Trials = [Trial(0)] }, Calm));
        Assert.Equal(["sweep trial 0 stands 2 times among the trials"], Invariants.Broken(Calm with { Trials = [Trial(0), Trial(0), Trial(1)] }, Calm));
        Assert.Equal(2, Broken(Trial(1) with { Key = "other" }).Count);
    }

    [Fact]
    public void A_trial_that_did_not_finish_and_a_run_that_stays_open_are_seen()
    {
        Assert.Equal(["sweep trial 1 is failed after 3 attempts: killed"], Broken(Trial(1) with { State = "failed", Attempt = 3, Reason = "killed" }));
        Assert.Equal(["run 1 is Running"], Invariants.Broken(Calm with { WrongRuns = ["run 1 is Running"] }, Calm));
    }

    [Fact]
    public void A_second_run_or_none_is_seen()
    {
        Assert.Contains("has 2 runs", Assert.Single(Broken(Trial(1) with { Runs = [Run, Run with { Id = "second" }] })));
        Assert.Contains("has 0 runs", Assert.Single(Broken(Trial(1) with { Runs = [] })));
    }

    [Fact]
    public void A_row_that_is_missing_or_there_twice_is_seen_in_every_metric_that_lost_it()
    {
        Assert.Contains("val_loss is [1: 0.5], undisturbed [1: 0.5, 2: 0.25]", Assert.Single(Broken(With("val_loss", new MetricValue(1, 0.5)))));
        Assert.Contains("seconds is [1: 0, 2: 0, 2: 0]", Assert.Single(Broken(With("seconds", new MetricValue(1, 0), new MetricValue(2, 0), new MetricValue(2, 0)))));
        Assert.Contains("val_loss is []", Assert.Single(Broken(Trial(1) with { Runs = [Run with { Metrics = Run.Metrics.Where(pair => pair.Key == "seconds").ToDictionary() }] })));
    }

    [Fact]
    public void Another_result_is_seen_to_the_last_bit()
    {
        Assert.Contains("objective 0.25000000000000006", Assert.Single(Broken(Trial(1) with { Value = Math.BitIncrement(0.25) })));
        Assert.Contains("SHA-256 (missing), undisturbed weights", Assert.Single(Broken(Trial(1) with { Runs = [Run with { Weights = "" }] })));
        Assert.Contains("ends with 2 other", Assert.Single(Broken(Trial(1) with { Runs = [Run with { Chain = "2 other" }] })));
        Assert.Contains("has not the files pictures/loss.png", Assert.Single(Broken(Trial(1) with { Runs = [Run with { Files = ["weights.safetensors"] }] })));
        Assert.Contains("its run is Failed", Assert.Single(Broken(Trial(1) with { Runs = [Run with { Status = "Failed" }] })));
    }

    private static TrialTrace Trial(int index) => new("sweep", index, $"key-{index}", "finished", 1, 0.25, null, [Run]);

    private static TrialTrace With(string metric, params IReadOnlyList<MetricValue> points) =>
        Trial(1) with { Runs = [Run with { Metrics = Run.Metrics.ToDictionary(pair => pair.Key, pair => pair.Key == metric ? points : pair.Value) }] };

    private static IReadOnlyList<string> Broken(TrialTrace second) => Invariants.Broken(Calm with { Trials = [Trial(0), second] }, Calm);
}
