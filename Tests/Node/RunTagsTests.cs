using Shared.Mlflow;
using Shared.Wire;
using Xunit;

namespace Tests.Node;

public sealed class RunTagsTests
{
    [Fact]
    public void The_run_of_a_warm_started_trial_says_where_its_weights_came_from()
    {
        var assignment = new Assignment { Index = 1, Key = "own", Seed = 5, Start = new() { Trial = new() { Sweep = "earlier-1", Index = 7, Key = "other" } } };
        var tags = RunTags.Of(new SweepHeader { Id = "later-1" }, assignment).ToList();
        Assert.Equal(("earlier-1", "7", "other"), (Value(SweepTags.StartSweep), Value(SweepTags.StartTrial), Value(SweepTags.StartKey)));
        Assert.Contains(new RunParam("start_from", "earlier-1 trial 7"), RunTags.Parameters(assignment));

        string Value(string key) => tags.Single(tag => tag.Key == key).Value;
    }

    [Fact]
    public void The_run_of_another_trial_says_nothing_of_it()
    {
        var assignment = new Assignment { Index = 1, Key = "own", Seed = 5 };
        Assert.DoesNotContain(RunTags.Of(new SweepHeader(), assignment), tag => tag.Key.Contains("start", StringComparison.Ordinal));
        Assert.Equal([new RunParam("seed", "5")], RunTags.Parameters(assignment));
    }
}
