using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Persistence;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>
/// The cluster's one allocator of capacity: hears what nodes have and what sweeps want, and tells each sweep how many slots of which node are its own.
/// Keeps only the catalogue of sweeps in the journal; everything else is soft state that the next hello rebuilds.
/// </summary>
public sealed class Dispatcher : ReceivePersistentActor, IWithTimers
{
    /// <summary>Longer than a node takes to find a dispatcher that moved.</summary>
    private static readonly TimeSpan AbsenceGrace = TimeSpan.FromSeconds(20);

    private readonly TimeProvider _clock;
    private readonly JournalHealth _journal;
    private readonly Func<IActorRef> _region;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SweepCatalogue _catalogue = new();
    private readonly NodeRegistry _nodes = new();
    private readonly Dictionary<string, SweepDemand> _demands = [];
    private readonly Dictionary<string, long> _absentSince = [];
    private readonly ShareLedger _ledger = new();
    private readonly LoadHistories _loads = new();
    private Dictionary<(string Sweep, string Boot), int> _quotas = [];

    /// <param name="region">The shard region of sweep entities; asked for late, for region and dispatcher start side by side.</param>
    public Dispatcher(TimeProvider clock, JournalHealth journal, Func<IActorRef> region)
    {
        _clock = clock;
        _journal = journal;
        _region = region;

        Recover<SweepOpened>(opened => _catalogue.Open(opened.Sweep));
        Recover<SweepClosed>(closed => _catalogue.Close(closed.Sweep));
        Recover<RecoveryCompleted>(_ => Start());

        Command<OpenSweep>(OpenSweep);
        Command<SweepDemand>(Demand);
        Command<NodeHello>(Hello);
        Command<ClusterEvent.MemberRemoved>(removed => Lose(_nodes.At(removed.Member.Address.ToString())));
        Command<ClusterEvent.IMemberEvent>(_ => { });
        Command<GetOverview>(_ => Sender.Tell(Overview()));
        Command<GetLoads>(_ => Sender.Tell(_loads.View()));
        Command<Allocate>(_ => AllocateSlots());
        Command<Remind>(_ => Reminded());
    }

    public override string PersistenceId => "dispatcher";

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Cluster.Get(Context.System).Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));
        base.PreStart();
    }

    protected override void PostStop()
    {
        Cluster.Get(Context.System).Unsubscribe(Self);
        base.PostStop();
    }

    // The actor stops next, by Akka's rule; its supervisor starts it again.
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _journal.Failed(cause);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private IActorRef Sweeps => _region();

    private void Start()
    {
        Timers.StartPeriodicTimer("remind", new Remind(), TimeSpan.FromSeconds(1));
        foreach (var sweep in _catalogue.Opened)
        {
            // Any message wakes the entity; an empty loss changes nothing.
            Sweeps.Tell(new NodeLost { Sweep = sweep });
        }
    }

    private void Store<T>(T change, Action<T> then)
    {
        var begun = _clock.GetTimestamp();
        Persist(change, stored =>
        {
            _journal.Stored(_clock.GetElapsedTime(begun));
            then(stored);
        });
    }

    private void OpenSweep(OpenSweep open)
    {
        var sender = Sender;
        Store(new SweepOpened { Sweep = open.Sweep }, opened =>
        {
            _catalogue.Open(opened.Sweep);
            sender.Tell(new SweepOpenedReply { Sweep = opened.Sweep });
        });
    }

    private void Demand(SweepDemand demand)
    {
        if (demand.Closed)
        {
            _demands.Remove(demand.Sweep);
            if (_catalogue.IsOpen(demand.Sweep))
            {
                Store(new SweepClosed { Sweep = demand.Sweep }, closed => _catalogue.Close(closed.Sweep));
            }
        }
        else
        {
            _demands[demand.Sweep] = demand;
            if (!_catalogue.IsOpen(demand.Sweep))
            {
                Store(new SweepOpened { Sweep = demand.Sweep }, opened => _catalogue.Open(opened.Sweep));
            }
        }

        AllocateSoon();
    }

    private void Hello(NodeHello hello)
    {
        if (_nodes.Hear(hello, _clock.GetUtcNow().ToUnixTimeMilliseconds()) is not { } greeting)
        {
            _log.Warning("Two agents are called {Agent}; the one on {Host} that came first is ignored. Give each its own --name", hello.Agent, hello.Host);
            return;
        }

        _loads.Hear(hello.Agent, hello.Load, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (greeting.Replaced is { } old)
        {
            // Its sweeps are not told of a loss: the report below says which leases are lost, and which ended and are told from the agent's outbox.
            _log.Info("Node {Agent} restarted", hello.Agent);
            _nodes.Remove(old.Boot);
        }

        if (greeting.New)
        {
            _log.Info("Node {Agent} on {Host} attached with {Slots} slots, version {Version}", hello.Agent, hello.Host, hello.Slots.Count, hello.Version);
            if (NodeRegistry.Refusal(hello) is { } refusal)
            {
                _log.Warning("Node {Agent} is given no work: {Reason}", hello.Agent, refusal);
            }
        }

        var named = hello.Running.ToLookup(running => running.Trial.Sweep);
        var concerned = greeting.New ? _catalogue.Opened : _demands.Values.Where(demand => demand.Held.Any(held => held.Boot == hello.Boot)).Select(demand => demand.Sweep);
        foreach (var sweep in concerned.Union(named.Select(group => group.Key)).ToList())
        {
            Sweeps.Tell(new NodeReported { Sweep = sweep, Boot = hello.Boot, Agent = hello.Agent, Path = hello.Path, Running = { named[sweep] } });
        }

        if (greeting.New || greeting.Changed)
        {
            AllocateSoon();
        }
    }

    private void Lose(IEnumerable<NodeHello> nodes)
    {
        foreach (var node in nodes.ToList())
        {
            _log.Info("Node {Agent} on {Host} is gone", node.Agent, node.Host);
            _nodes.Remove(node.Boot);
            foreach (var sweep in _catalogue.Opened)
            {
                Sweeps.Tell(new NodeLost { Sweep = sweep, Boot = node.Boot });
            }

            AllocateSoon();
        }
    }

    // Ten sweeps that change within a moment cost one allocation.
    private void AllocateSoon()
    {
        if (!Timers.IsTimerActive("allocate"))
        {
            Timers.StartSingleTimer("allocate", new Allocate(), TimeSpan.FromMilliseconds(10));
        }
    }

    private void AllocateSlots()
    {
        var before = _quotas;
        _quotas = _ledger.Allocate(_nodes.Capacities, [.. _demands.Values], _clock.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var (pair, _) in before.Where(old => !_quotas.ContainsKey(old.Key)))
        {
            Tell(pair.Sweep, pair.Boot, 0);
        }

        foreach (var (pair, slots) in _quotas.Where(quota => before.GetValueOrDefault(quota.Key) != quota.Value))
        {
            Tell(pair.Sweep, pair.Boot, slots);
        }
    }

    // Quotas are told again each second: a lost one, or a sweep that recovered, costs no more than that. And divided again: whose turn it is changes with time.
    private void Reminded()
    {
        MissNodes();
        AllocateSlots();
        foreach (var (pair, slots) in _quotas)
        {
            Tell(pair.Sweep, pair.Boot, slots);
        }
    }

    // A sweep may hold leases on a node that this dispatcher never met: it moved here meanwhile, or the word of the loss was lost. Nobody else would take them back.
    private void MissNodes()
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var absent = _demands.Values.SelectMany(demand => demand.Held.Select(held => (demand.Sweep, held.Boot))).Where(pair => _nodes.Find(pair.Boot) is null).ToList();
        foreach (var boot in _absentSince.Keys.Except(absent.Select(pair => pair.Boot)).ToList())
        {
            _absentSince.Remove(boot);
        }

        foreach (var (sweep, boot) in absent)
        {
            _absentSince.TryAdd(boot, now);
            if (now - _absentSince[boot] > AbsenceGrace.TotalMilliseconds)
            {
                Sweeps.Tell(new NodeLost { Sweep = sweep, Boot = boot });
            }
        }
    }

    private void Tell(string sweep, string boot, int slots)
    {
        var node = _nodes.Find(boot);
        Sweeps.Tell(new SetQuota { Sweep = sweep, Boot = boot, Agent = node?.Agent ?? "", Path = node?.Path ?? "", Slots = node is null ? 0 : slots });
    }

    private Overview Overview()
    {
        var overview = new Overview { Sweeps = { _catalogue.All }, Open = { _catalogue.Opened }, Nodes = { _nodes.Views } };
        foreach (var demand in _demands.Values.Where(demand => demand.Ready > 0 && demand.Held.Count == 0))
        {
            if ((_nodes.NobodyUnderstands() ?? FairShare.Reason(_nodes.Capacities, demand, _demands.Values)) is { } reason)
            {
                overview.Waits[demand.Sweep] = reason;
            }
        }

        foreach (var demand in _demands.Values.Where(demand => demand.Ready > 0))
        {
            if ((_nodes.NobodyUnderstands() ?? FairShare.WhyNoMore(_nodes.Capacities, demand, _demands.Values)) is { } reason)
            {
                overview.Shares[demand.Sweep] = reason;
            }
        }

        return overview;
    }

    private sealed record Allocate;

    private sealed record Remind;
}
