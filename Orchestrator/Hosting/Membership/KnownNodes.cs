using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Shared.Hosting;
using Shared.Wire;

namespace Orchestrator.Hosting.Membership;

/// <summary>
/// The addresses of the nodes as the orchestrator last saw them, one a line in a file. One that comes back, at another port perhaps, or another machine with the same folder, asks them to come. Best
/// effort: a node also comes by itself to an orchestrator at an address that it knows.
/// </summary>
internal sealed class KnownNodes(string file)
{
    /// <summary>None on a first start.</summary>
    /// <param name="protocol">Of this life: nodes of one with TLS and of one without are not in one cluster, and to call them would fail without end.</param>
    public IReadOnlyList<Address> Read(string protocol)
    {
        try
        {
            return [.. File.ReadLines(file).Select(line => Address.Parse(line)).Where(address => address.Protocol == protocol)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or UriFormatException)
        {
            return [];
        }
    }

    public void Write(IEnumerable<Address> nodes)
    {
        File.WriteAllLines(file + ".new", nodes.Select(node => node.ToString()));
        File.Move(file + ".new", file, overwrite: true);
    }
}

/// <summary>Keeps the file of known nodes up to date, and invites those that were known before this start.</summary>
internal sealed class NodeInviter : ReceiveActor, IWithTimers
{
    // A node that trains on may be slow to answer; one that has not come by then is gone.
    private const int Rounds = 60;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly KnownNodes _known;
    private readonly Func<Address, CancellationToken, Task<bool>> _answers;
    private readonly HashSet<Address> _members = [];
    private readonly HashSet<Address> _awaited;
    private int _rounds;

    /// <param name="answers">Whether a process of our cluster listens there.</param>
    public NodeInviter(KnownNodes known, Func<Address, CancellationToken, Task<bool>> answers)
    {
        (_known, _answers) = (known, answers);
        _awaited = [.. known.Read(_cluster.SelfAddress.Protocol)];
        Receive<Look>(_ => LookForAll());
        Receive<Answering>(node => Context.ActorSelection(new RootActorPath(node.Address) / "user" / ClusterNames.OrchestratorWatch).Tell(new MembershipInvitation()));
        Receive<NoAnswer>(_ => { });
        Receive<ClusterEvent.MemberUp>(up => Keep(() => up.Member.HasRole(ClusterNames.GpuRole) && (_members.Add(up.Member.Address) | _awaited.Remove(up.Member.Address))));
        Receive<ClusterEvent.MemberRemoved>(removed => Keep(() => _members.Remove(removed.Member.Address)));
        Receive<ClusterEvent.IMemberEvent>(_ => { });
        // What follows says of every member that it was removed: we leave, they do not.
        Receive<ClusterEvent.ClusterShuttingDown>(_ => Become(() => ReceiveAny(_ => { })));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.ClusterShuttingDown));
        Timers.StartPeriodicTimer("look", new Look(), Every);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    // Only one that is in a cluster has something to invite to.
    private void LookForAll()
    {
        if (_cluster.SelfMember.Status != MemberStatus.Up)
        {
            return;
        }

        if (++_rounds > Rounds || _awaited.Count == 0)
        {
            Timers.Cancel("look");
            _awaited.Clear();
            Keep(() => true);
        }

        foreach (var node in _awaited)
        {
            LookForAsync(node).PipeTo(Self);
        }
    }

    private async Task<object> LookForAsync(Address node)
    {
        using var patience = new CancellationTokenSource(Every);
        return await _answers(node, patience.Token) ? new Answering(node) : new NoAnswer();
    }

    private void Keep(Func<bool> changes)
    {
        if (!changes())
        {
            return;
        }

        try
        {
            _known.Write(_members.Union(_awaited));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Context.GetLogger().Warning("The list of nodes cannot be kept ({Reason}); after a restart at another address they do not find it", fault.Message);
        }
    }

    private sealed record Look;

    private sealed record Answering(Address Address);

    private sealed record NoAnswer;
}
