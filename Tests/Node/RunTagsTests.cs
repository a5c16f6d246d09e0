using Shared.Mlflow;
using Shared.Trials;
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

    [Fact]
    public void The_run_says_what_it_is_in_words_and_of_which_build_and_the_researchers_own_tags_win()
    {
        var assignment = new Assignment { Index = 3, Seed = 5, Axes = { "noise" }, Parameters = { ["noise"] = ParameterValue.Of(0.5).ToWire(), ["epochs"] = ParameterValue.Of(2L).ToWire() } };
        var sweep = new SweepHeader { Id = "mnist-1", Experiment = "denoising", Dataset = "mnist", Tags = { ["mlflow.user"] = "somebody" } };
        var tags = RunTags.Of(sweep, assignment).ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.Equal("Trial 3 of sweep `mnist-1`: denoising on mnist, seed 5\n- noise: 0.5\n\nTrain it again and hold its weights against these: `replay mnist-1 3`", tags["mlflow.note.content"]);
        Assert.Equal("somebody", tags["mlflow.user"]);
        Assert.Matches("^[0-9a-f]{40}$", tags["mlflow.source.git.commit"]);
    }

    [Theory]
    [InlineData("loss", "train/loss")]
    [InlineData("val_loss", "val/loss")]
    [InlineData("images_per_second", "train/images_per_second")]
    [InlineData("system/cpu", "system/cpu")]
    [InlineData("val_", "train/val_")]
    public void Metrics_stand_in_sections(string metric, string name) => Assert.Equal(name, MetricSections.NameOf(metric));
}
