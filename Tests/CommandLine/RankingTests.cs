using CsCheck;
using Orchestrator.Api;
using Orchestrator.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

public sealed class RankingTests
{
    [Fact]
    public void It_keeps_what_sorting_everything_would_give() => Gen.Select(Gen.Double[-5, 5].Array[0, 60], Gen.Bool).Sample((values, maximize) =>
    {
        var ranking = Rank(maximize ? "maximize" : "minimize", values);
        var expected = values.Select((value, index) => (value, index)).OrderBy(pair => maximize ? -pair.value : pair.value).ThenBy(pair => pair.index);
        Assert.Equal(expected.Take(Ranking.Rows).Select(pair => pair.index), ranking.Best.Select(trial => trial.Index));
    });

    [Theory]
    [InlineData("minimize")]
    [InlineData("maximize")]
    public void A_loss_that_is_no_number_comes_last(string goal) =>
        Assert.Equal([1, 2, 0], Rank(goal, double.NaN, 1, 1).Best.Select(trial => trial.Index));

    [Fact]
    public void Failed_trials_are_kept_apart_and_pending_ones_left_out()
    {
        var ranking = new Ranking(new ObjectiveDto("val_loss", "minimize"));
        ranking.Add(Some.TrialDto(0, "failed"));
        ranking.Add(Some.TrialDto(1, "pending"));
        ranking.Add(Some.TrialDto(2));
        Assert.Equal([2], ranking.Best.Select(trial => trial.Index));
        Assert.Equal([0], ranking.Failed.Select(trial => trial.Index));
        Assert.Equal(14.3, ranking.MeanSeconds!.Value, 3);
    }

    private static Ranking Rank(string goal, params double[] values)
    {
        var ranking = new Ranking(new ObjectiveDto("val_loss", goal));
        foreach (var (value, index) in values.Select((value, index) => (value, index)))
        {
            ranking.Add(Some.TrialDto(index, value: value));
        }

        return ranking;
    }
}
