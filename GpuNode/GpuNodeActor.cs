using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using GpuNode.Trainers;
using Shared.Hosting;
using Shared.Wire;

namespace GpuNode;

/// <summary>
/// The agent's voice in the cluster: says hello with what it has and holds, takes assignments, tells results until they are acknowledged.
/// Holds no state of its own; what runs belongs to the <see cref="TrialHost"/>, which outlives it.
/// </summary>
public sealed class GpuNodeActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan HelloEvery = TimeSpan.FromMilliseconds(500);

    private readonly TrialHost _host;
    private readonly AgentIdentity _identity;
    private readonly IActorRef _dispatcher;
    private readonly IActorRef _sweeps;
    private readonly string _path;
    private readonly Action _onEnded;

    public GpuNodeActor(TrialHost host, AgentIdentity identity, IActorRef dispatcher, IActorRef sweeps)
    {
        (_host, _identity, _dispatcher, _sweeps) = (host, identity, dispatcher, sweeps);
        _path = Self.Path.ToStringWithAddress(((ExtendedActorSystem)Context.System).Provider.DefaultAddress);
        var self = Self;
        _onEnded = () => self.Tell(new Ended());

        Receive<AssignTrials>(_host.Assign);
        Receive<StopTrials>(stop => _host.Stop(stop.Trials, stop.Now));
        Receive<ResultsAck>(_host.Acknowledge);
        Receive<GetTrialLog>(query => Sender.Tell(_host.Log(query)));
        Receive<Ended>(_ => TellResults(again: false));
        Receive<Hello>(_ => SayHello());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _host.Ended += _onEnded;
        Timers.StartPeriodicTimer("hello", new Hello(), TimeSpan.Zero, HelloEvery);
    }

    protected override void PostStop() => _host.Ended -= _onEnded;

    private void SayHello()
    {
        var hello = new NodeHello
        {
            Agent = _identity.Name,
            Boot = _identity.Boot,
            Path = _path,
            Host = Environment.MachineName,
            Draining = _host.Draining,
            Turnaround = _host.Turnaround,
            Load = _host.Load(),
            Version = BuildVersion.Text,
            Protocol = _identity.Protocol,
            Slots = { _host.Slots.Select(slot => new Slot { Name = slot.Name, Device = slot.Device }) },
            Running = { _host.Running() },
        };
        hello.Experiments.Add(_identity.Experiments);
        _dispatcher.Tell(hello);
        // What was told and not acknowledged is told again: an ack, or a sweep's host, may have been lost.
        TellResults(again: true);
    }

    private void TellResults(bool again)
    {
        foreach (var (sweep, results) in _host.Results(again))
        {
            _sweeps.Tell(new TrialResults { Sweep = sweep, Boot = _identity.Boot, Agent = _identity.Name, Path = _path, Results = { results } });
        }
    }

    private sealed record Hello;

    private sealed record Ended;
}

/// <summary>Who this agent is.</summary>
/// <param name="Boot">Drawn at each start of the process: leases are fenced by it.</param>
/// <param name="Experiments">Training program to version, as its trainer describes itself.</param>
public sealed record AgentIdentity(string Name, string Boot, IDictionary<string, string> Experiments)
{
    /// <summary>What it understands; another than its build's only in a trial of what happens then.</summary>
    public int Protocol { get; init; } = WireProtocol.Version;
}

/// <summary>Starts the node's actor and its way to the orchestrators.</summary>
public static class GpuNodeActorHosting
{
    public static AkkaConfigurationBuilder WithGpuNode(this AkkaConfigurationBuilder akka, TrialHost host, AgentIdentity identity, ClusterPlace place) => akka
        .WithSingletonProxy<DispatcherProxy>(ClusterNames.Dispatcher, new ClusterSingletonOptions { Role = ClusterNames.OrchestratorRole })
        .WithShardRegionProxy<SweepRegionProxy>(ClusterNames.SweepRegion, ClusterNames.OrchestratorRole, new SweepExtractor())
        .WithActors((system, registry) =>
        {
            var props = Props.Create(() => new GpuNodeActor(host, identity, registry.Get<DispatcherProxy>(), registry.Get<SweepRegionProxy>()));
            system.ActorOf(props, "node");
            system.ActorOf(Props.Create(() => new OrchestratorWatch(place)), ClusterNames.OrchestratorWatch);
        });

    private sealed class DispatcherProxy;

    private sealed class SweepRegionProxy;
}
