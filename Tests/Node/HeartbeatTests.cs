using GpuNode;
using Tests.Support;
using Xunit;

namespace Tests.Node;

public sealed class HeartbeatTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_agent_is_alive_from_its_first_beat_until_it_leaves()
    {
        Assert.Contains("no agent", Fault());
        using var stop = new CancellationTokenSource();

        var beating = new Heartbeat(_folder.Path, "a/1", () => false, TimeProvider.System).RunAsync(stop.Token);

        Assert.Null(Fault());
        await stop.CancelAsync();
        await beating;
        Assert.Contains("no agent", Fault());
    }

    [Theory]
    [InlineData(false, "no orchestrator answers")]
    [InlineData(true, null)]
    public async Task Whether_it_has_joined_is_another_question(bool joined, string? fault)
    {
        using var stop = new CancellationTokenSource();
        var beating = new Heartbeat(_folder.Path, "node", () => joined, TimeProvider.System).RunAsync(stop.Token);

        Assert.Null(Fault());
        Assert.Equal(fault is null, Fault(joined: true) is null);
        Assert.Contains(fault ?? "", Fault(joined: true) ?? "");
        await stop.CancelAsync();
        await beating;
    }

    [Fact]
    public async Task An_agent_that_is_silent_for_a_minute_hangs()
    {
        using var stop = new CancellationTokenSource();
        var beating = new Heartbeat(_folder.Path, "node", () => true, TimeProvider.System).RunAsync(stop.Token);

        Assert.Null(Fault(afterSeconds: 50));
        Assert.Contains("for 60 seconds", Fault(afterSeconds: 70));
        await stop.CancelAsync();
        await beating;
    }

    private string? Fault(bool joined = false, int afterSeconds = 0) => Heartbeat.Fault(_folder.Path, joined, TimeProvider.System.GetUtcNow().AddSeconds(afterSeconds));
}
