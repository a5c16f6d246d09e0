using Orchestrator.CommandLine;
using Tests.Support;
using Xunit;

namespace Tests.CommandLine;

public sealed class CheckpointListTests
{
    [Theory]
    [InlineData(8, 0, 0, 0, "its trials are finished, and the last one of each is an artifact of its run")]
    [InlineData(0, 0, 0, 0, "none of its trials runs yet ('why quickstart-1' says what they wait for)")]
    [InlineData(3, 0, 0, 0, "none of its unfinished trials has written one")]
    [InlineData(7, 1, 0, 0, "none of its unfinished trials has written one")]
    [InlineData(0, 0, 1, 0, "its running trial is still in the first epoch, and one is written when an epoch has ended")]
    [InlineData(3, 0, 2, 0, "its 2 running trials are still in the first epoch, and one is written when an epoch has ended")]
    [InlineData(3, 0, 2, 2, "the running trials have written none yet (the file's 'checkpoint: { every: … }' says after how many epochs they do), or their nodes still bring them here")]
    public void An_empty_list_says_why_it_is_empty(int finished, int failed, int running, int epoch, string why)
    {
        var sweep = Some.SweepDto(finished, failed, running);
        sweep = sweep with { Running = [.. sweep.Running.Select(trial => trial with { Epoch = epoch })] };
        Assert.Equal($"no checkpoint of quickstart-1 is kept: {why}", CheckpointCommand.WhyNone(sweep));
    }
}
