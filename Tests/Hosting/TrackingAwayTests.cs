using Orchestrator;
using Orchestrator.Hosting;
using Shared.Hosting;
using Tests.Support;
using Xunit;

namespace Tests.Hosting;

/// <summary>An orchestrator whose tracking server does not answer when it starts.</summary>
public sealed class TrackingAwayTests
{
    [Fact]
    public async Task One_that_comes_back_to_its_sweeps_waits_for_the_tracking_server_and_a_new_one_refuses()
    {
        using var folder = new TempFolder();
        var options = new OrchestratorOptions { DataFolder = folder.Path, HttpPort = 0, ClusterPort = 0 };
        var away = options with { TrackingUri = $"http://127.0.0.1:{ListenAddress.Claim("127.0.0.1", 0)}", AwaitsTracking = true };

        await Assert.ThrowsAsync<RefusalException>(() => OrchestratorHost.StartAsync(away, TestContext.Current.CancellationToken));
        await (await OrchestratorHost.StartAsync(options, TestContext.Current.CancellationToken)).DisposeAsync();
        await Assert.ThrowsAsync<RefusalException>(() => OrchestratorHost.StartAsync(away with { AwaitsTracking = false }, TestContext.Current.CancellationToken));
        await using var back = await OrchestratorHost.StartAsync(away, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(options.JournalPath));
    }
}
