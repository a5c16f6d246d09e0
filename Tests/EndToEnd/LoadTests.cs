using Orchestrator.CommandLine;
using Tests.Chaos;
using Tests.CommandLine;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>A few simulated agents: real processes and a real wire, with trainers that only wait.</summary>
[Collection(Chaotic.Name)]
public sealed class LoadTests
{
    [Fact]
    public async Task Simulated_agents_join_and_finish_every_trial_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the bench ends its processes by signals");

        var run = await CommandRun.OfAsync(["bench", "load", "--agents", "3", "--slots", "2", "--seconds", "0.1", "--trials", "24"]);

        Assert.True(run.Code == ExitCodes.Success, run.Out + run.Error);
        Assert.Contains("joined   all 3 agents in ", run.Out, StringComparison.Ordinal);
        Assert.Contains("counted  24 of 24 trials finished in their first attempt, 0 began again", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--agents", "0", "--agents must be at least 1, not 0")]
    [InlineData("--slots", "0", "--slots must be at least 1, not 0")]
    [InlineData("--seconds", "-1", "--seconds must be more than 0 and at most 3600, not -1")]
    public async Task A_load_that_cannot_be_is_refused(string option, string value, string reason)
    {
        var run = await CommandRun.OfAsync(["bench", "load", option, value]);

        Assert.NotEqual(ExitCodes.Success, run.Code);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }
}
