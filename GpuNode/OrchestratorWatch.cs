using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Shared.Hosting;
using Shared.Wire;

namespace GpuNode;

/// <summary>
/// Asks each orchestrator once a second whether this agent is in its cluster. Agents watch nobody by Akka's own heartbeats (<c>hocon/cluster.conf</c>).
/// </summary>
internal sealed class OrchestratorWatch : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ClusterPlace _place;
    private bool _admitted;

    /// <param name="place">Learns of every answer.</param>
    public OrchestratorWatch(ClusterPlace place)
    {
        _place = place;
        Receive<Ask>(_ => AskAll());
        Receive<ClusterEvent.MemberJoined>(joined => Admitted(joined.Member));
        Receive<ClusterEvent.MemberUp>(up => Admitted(up.Member));
        Receive<ClusterEvent.IMemberEvent>(_ => { });
        Receive<MembershipReply>(reply => place.Heard(reply.Member));
        Receive<MembershipInvitation>(_ => place.Invited(Sender.Path.Address));
        // One that has taken this agent out lets it speak no more.
        Receive<ThisActorSystemQuarantinedEvent>(quarantined =>
        {
            if (Orchestrators.Contains(quarantined.RemoteAddress))
            {
                place.Heard(member: false);
            }
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // To those where it may be that nobody is, it speaks only while nobody knows it: each attempt is a line in the log.
    private IEnumerable<Address> Orchestrators => _cluster.State.Members.Where(member => member.HasRole(ClusterNames.OrchestratorRole)).Select(member => member.Address)
        .Union(_place.Joined ? [] : _place.Orchestrators);

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
        Timers.StartPeriodicTimer("ask", new Ask(), TimeSpan.Zero, Every);
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _cluster.Unsubscribe(Self);
    }

    private void Admitted(Member member)
    {
        if (!_admitted && member.UniqueAddress == _cluster.SelfUniqueAddress)
        {
            _admitted = true;
            _place.Heard(member: true);
        }
    }

    private void AskAll()
    {
        foreach (var orchestrator in _admitted ? Orchestrators : [])
        {
            Context.ActorSelection(new RootActorPath(orchestrator) / "user" / ClusterNames.MembershipDesk).Tell(new MembershipQuery { Uid = _cluster.SelfUniqueAddress.Uid });
        }
    }

    private sealed record Ask;
}
