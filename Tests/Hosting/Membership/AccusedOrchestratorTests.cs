using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;
using Orchestrator;
using Orchestrator.Hosting;
using Shared.Hosting;
using Tests.Support;
using Xunit;

namespace Tests.Hosting.Membership;

/// <summary>An orchestrator in a cluster with a node that calls everybody unreachable, and another that hears all.</summary>
public sealed class AccusedOrchestratorTests
{
    // With Akka's resolver both the orchestrator and who accused it were taken out after five seconds.
    [Fact]
    public async Task What_a_node_says_of_the_orchestrator_does_not_take_it_out()
    {
        using var folder = new TempFolder();
        await using var orchestrator = await OrchestratorHost.StartAsync(new OrchestratorOptions { DataFolder = folder.Path, HttpPort = 0, ClusterPort = 0 }, TestContext.Current.CancellationToken);
        using var fair = Join(orchestrator, ConfigurationFactory.Empty);
        await UntilAsync(() => Cluster.Get(fair).SelfMember.Status == MemberStatus.Up);
        using var slanderer = Join(orchestrator, ConfigurationFactory.ParseString($"""akka.cluster.failure-detector.implementation-class = "{typeof(DeafDetector).FullName}, Tests" """));
        await UntilAsync(() => Cluster.Get(slanderer).SelfMember.Status == MemberStatus.Up);

        // From now on it waits for an answer of the orchestrator alone, and hears none.
        Cluster.Get(slanderer).FailureDetector.Heartbeat(Cluster.Get(slanderer).Settings.SeedNodes[0]);
        await UntilAsync(() => Cluster.Get(fair).State.Unreachable.Any(member => member.HasRole(ClusterNames.OrchestratorRole)));

        var cutOff = await Task.WhenAny(orchestrator.CutOff, Task.Delay(TimeSpan.FromSeconds(9), TestContext.Current.CancellationToken)) == orchestrator.CutOff;

        Assert.False(cutOff);
        Assert.Contains(Cluster.Get(fair).State.Unreachable, member => member.HasRole(ClusterNames.OrchestratorRole));
        Assert.DoesNotContain(Cluster.Get(fair).State.Members, member => member.Status == MemberStatus.Down);
        DeafDetector.Hears = true;
        await orchestrator.DisposeAsync();
    }

    private static async Task UntilAsync(Func<bool> happened)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !happened(); await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
        }
    }

    private static ActorSystem Join(OrchestratorHost orchestrator, Config detector) => ActorSystem.Create(
        ClusterNames.System,
        detector.WithFallback(ConfigurationFactory.ParseString($$"""
            akka {
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
              cluster.roles = [{{ClusterNames.GpuRole}}]
              cluster.seed-nodes = ["akka.tcp://{{ClusterNames.System}}@{{orchestrator.ClusterAddress}}"]
            }
            """)).WithFallback(HoconFiles.Cluster()));
}

/// <summary>Hears nobody, until the test is over.</summary>
public sealed class DeafDetector : FailureDetector
{
    private volatile bool _monitoring;

    public DeafDetector(Config config, EventStream events) => _ = (config, events);

    public static bool Hears { get; set; }

    public override bool IsAvailable => Hears;

    public override bool IsMonitoring => _monitoring;

    public override void HeartBeat() => _monitoring = true;
}
