using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Akka.Remote.Hosting;
using Akka.TestKit;
using Microsoft.Extensions.Logging;
using Orchestrator.Coordinator;
using Shared.Wire;
using Xunit;

namespace Tests.Coordinator;

/// <summary>The dispatcher in a cluster of one, with a probe where the sweeps would be.</summary>
public sealed class DispatcherTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public DispatcherTests()
        : base(logLevel: LogLevel.Warning)
    {
    }

    [Fact]
    public async Task A_sweep_that_has_ready_trials_gets_the_slots_of_a_node_that_says_hello()
    {
        var (dispatcher, sweeps) = Start();

        dispatcher.Tell(Demand(ready: 5));
        dispatcher.Tell(Hello("a", slots: 3));

        Assert.Equal((3, "a"), await QuotaAsync(sweeps));
    }

    [Fact]
    public async Task A_node_that_drains_gets_no_more_work()
    {
        var (dispatcher, sweeps) = Start();
        dispatcher.Tell(Demand(ready: 5));
        dispatcher.Tell(Hello("a", slots: 3));
        await QuotaAsync(sweeps);

        var leaving = Hello("a", slots: 3);
        leaving.Draining = true;
        dispatcher.Tell(leaving);

        await sweeps.FishForMessageAsync(message => message is SetQuota { Slots: 0, Boot: "a" }, Patience);
    }

    [Fact]
    public async Task A_node_that_speaks_another_protocol_gets_no_work_and_the_sweep_is_told_why()
    {
        var (dispatcher, sweeps) = Start();
        var newer = Hello("a", slots: 3);
        (newer.Protocol, newer.Version) = (WireProtocol.Version + 1, "9.0.0");
        dispatcher.Tell(newer);
        dispatcher.Tell(Demand(ready: 5));

        var overview = await dispatcher.Ask<Overview>(new GetOverview(), Patience);
        Assert.Contains("update the orchestrators", overview.Nodes.Single().Refused, StringComparison.Ordinal);
        Assert.Contains("9.0.0", overview.Waits.Single().Value, StringComparison.Ordinal);
        // One that understands gets it.
        dispatcher.Tell(Hello("b", slots: 2));
        Assert.Equal((2, "b"), await QuotaAsync(sweeps));
    }

    [Fact]
    public async Task An_agent_that_comes_back_under_its_name_has_lost_its_earlier_life_and_the_earlier_one_is_not_heard_again()
    {
        var (dispatcher, sweeps) = Start();
        dispatcher.Tell(Demand(ready: 5));
        dispatcher.Tell(Hello("a", slots: 1));
        await QuotaAsync(sweeps);

        dispatcher.Tell(Hello("b", slots: 2));
        // Its sweeps learn from the report of the new life what is lost and what had ended.
        await sweeps.FishForMessageAsync(message => message is NodeLost { Boot.Length: > 0 } ? throw new InvalidOperationException("a loss was told") : message is NodeReported { Boot: "b" }, Patience);
        dispatcher.Tell(Hello("a", slots: 1));

        var overview = await dispatcher.Ask<Overview>(new GetOverview(), Patience);
        Assert.Equal(["b"], overview.Nodes.Select(node => node.Boot));
    }

    [Fact]
    public async Task Open_sweeps_are_woken_after_a_restart_and_closed_ones_are_still_listed()
    {
        var (dispatcher, _) = Start();
        await dispatcher.Ask<SweepOpenedReply>(new OpenSweep { Sweep = "open" }, Patience);
        await dispatcher.Ask<SweepOpenedReply>(new OpenSweep { Sweep = "closed" }, Patience);
        dispatcher.Tell(new SweepDemand { Sweep = "closed", Closed = true });
        await dispatcher.GracefulStop(Patience);

        var (again, sweeps) = Start();

        Assert.Equal("open", (await sweeps.ExpectMsgAsync<NodeLost>(Patience)).Sweep);
        Assert.Equal(["open", "closed"], (await again.Ask<Overview>(new GetOverview(), Patience)).Sweeps);
        await sweeps.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task A_sweep_that_gets_nothing_is_told_why()
    {
        var (dispatcher, _) = Start();
        dispatcher.Tell(Demand(ready: 5));

        Assert.Contains("no node has joined", (await dispatcher.Ask<Overview>(new GetOverview(), Patience)).Waits["s"], StringComparison.Ordinal);
    }

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) => builder
        .WithRemoting(new RemoteOptions { HostName = "127.0.0.1", Port = 0 })
        .WithClustering()
        .AddHocon(
            """
            akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
            akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
            """,
            HoconAddMode.Prepend);

    private static async Task<(int Slots, string Boot)> QuotaAsync(TestProbe sweeps)
    {
        var quota = (SetQuota)await sweeps.FishForMessageAsync(message => message is SetQuota { Slots: > 0 }, Patience);
        return (quota.Slots, quota.Boot);
    }

    private static SweepDemand Demand(int ready) => new() { Sweep = "s", Ready = ready, Device = "any", Experiment = "noop", Version = "1" };

    private static NodeHello Hello(string boot, int slots) => new()
    {
        Agent = "agent",
        Boot = boot,
        Path = $"akka.tcp://experiments@10.0.0.1:1/user/{boot}",
        Experiments = { ["noop"] = "1" },
        Slots = { Enumerable.Range(0, slots).Select(i => new Slot { Name = $"cpu/{i}", Device = "cpu" }) },
    };

    private (IActorRef Dispatcher, TestProbe Sweeps) Start()
    {
        var sweeps = CreateTestProbe();
        return (Sys.ActorOf(Props.Create(() => new Dispatcher(TimeProvider.System, new JournalHealth(), () => sweeps))), sweeps);
    }
}
