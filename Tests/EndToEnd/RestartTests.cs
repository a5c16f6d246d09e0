using Xunit;

namespace Tests.EndToEnd;

/// <summary>An orchestrator that goes and comes back while its nodes train on.</summary>
public sealed class RestartTests
{
    private const string Sweep = """
        name: long
        experiment: noop
        parameters: { epochs: 100000, sleep_ms: 100 }
        """;

    // In good order nobody is unreachable, so nobody is downed; and the port is another one, so no seed leads back either.
    [Fact]
    public async Task A_stopped_orchestrator_that_is_served_again_finds_its_node_and_the_trial_goes_on_as_if_nothing_had_been()
    {
        await using var cluster = await LocalCluster.StartAsync();
        var id = await cluster.SubmitAsync(Sweep);
        await cluster.UntilAsync(id, sweep => sweep.Running.Any(trial => trial.Epoch > 0));

        await cluster.StopOrchestratorAsync();
        await cluster.StartOrchestratorAsync();

        var back = await cluster.UntilAsync(id, sweep => sweep.Running.Any(trial => trial.Epoch > 0));
        Assert.Equal(1, back.Running[0].Attempt);
        await cluster.Client.CancelAsync(id, CancellationToken.None);
        await cluster.EndAsync(id);
    }
}
