using Akka.Actor;
using Akka.Configuration;
using Orchestrator.Coordinator;
using Orchestrator.Operations;
using Shared.Hosting;
using Shared.Wire;
using Xunit;

namespace Tests.Operations;

/// <summary>What is sent where, and what is told of a cluster.</summary>
public sealed class TelemetryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317")]
    [InlineData(true, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://collector:4317")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://collector:4317")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317", "OTEL_SDK_DISABLED=true")]
    [InlineData(false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317", "OTEL_METRICS_EXPORTER=none")]
    public void Metrics_are_sent_where_the_standard_variables_say_so(bool sent, params string[] variables) =>
        Assert.Equal(sent, Telemetry.SendsMetrics(name => variables.Select(one => one.Split('=', 2)).FirstOrDefault(pair => pair[0] == name)?[1]));

    [Fact]
    public void A_census_counts_waiting_trials_of_running_sweeps_alone_as_the_queue()
    {
        var census = ClusterCensus.Of(
            [
                new SweepView { Sweep = "a", Phase = SweepPhase.Running, Total = 10, Pending = 5, Delayed = 2, Leased = 3, Finished = 2 },
                new SweepView { Sweep = "b", Phase = SweepPhase.Paused, Total = 4, Pending = 4 },
                new SweepView { Sweep = "never submitted" },
            ],
            [],
            DateTimeOffset.UnixEpoch);

        Assert.Equal(3, census.Waiting);
        Assert.Equal((7, 2, 3, 2), (census.Trials["waiting"], census.Trials["delayed"], census.Trials["running"], census.Trials["finished"]));
        Assert.Equal((1, 1, 0), (census.Sweeps["running"], census.Sweeps["paused"], census.Sweeps["completed"]));
    }

    [Fact]
    public async Task An_orchestrator_that_is_no_member_of_a_cluster_is_not_ready()
    {
        using var system = ActorSystem.Create("alone", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = cluster, remote.dot-netty.tcp { port = 0, hostname = 127.0.0.1 } }"));

        var trouble = await new Readiness(system, null!, new JournalHealth()).TroubleAsync(TestContext.Current.CancellationToken);

        Assert.Contains("not a member of its cluster yet", trouble, StringComparison.Ordinal);
        await system.Terminate();
    }

    [Fact]
    public async Task An_orchestrator_whose_journal_does_not_take_writes_is_not_ready()
    {
        using var system = ActorSystem.Create("ill", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = cluster, remote.dot-netty.tcp { port = 0, hostname = 127.0.0.1 } }"));
        var cluster = Akka.Cluster.Cluster.Get(system);
        await cluster.JoinAsync(cluster.SelfAddress, TestContext.Current.CancellationToken);
        // What it knows of itself follows by messages.
        while (cluster.SelfMember.Status != Akka.Cluster.MemberStatus.Up)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        var journal = new JournalHealth();
        journal.Failed(new IOException("no disk"));

        Assert.Equal("the journal cannot be written: no disk", await new Readiness(system, null!, journal).TroubleAsync(TestContext.Current.CancellationToken));
        await system.Terminate();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(WireProtocol.Version, true)]
    [InlineData(WireProtocol.Version + 1, false)]
    public void Builds_of_one_protocol_work_together_and_others_say_why_not(int protocol, bool together)
    {
        var mismatch = WireProtocol.Mismatch(new NodeHello { Agent = "a", Version = "9.0.0", Protocol = protocol }, "1.0.0");

        Assert.Equal(together, mismatch is null);
        if (!together)
        {
            Assert.Contains("9.0.0", mismatch, StringComparison.Ordinal);
            Assert.Contains("update the orchestrators", mismatch, StringComparison.Ordinal);
        }
    }
}
