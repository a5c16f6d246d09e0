using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Shared.Hosting;

namespace Orchestrator.Hosting.Membership;

/// <summary>
/// Takes a member out of the cluster as soon as its process is known to be gone. <see cref="Downing"/> waits in case a silent member comes back; one that is silent, and at whose port its machine refuses
/// to connect, has ended and does not come back, so nothing is waited for. Only where that would decide the same later: on the side of the majority.
/// </summary>
internal sealed class Obituaries : ReceiveActor, IWithTimers
{
    // A port that is refused so often in a row belongs to nobody, not to one who starts at this moment.
    private const int Sure = 3;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<Member, int> _refusals = [];
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public Obituaries(TimeProvider clock)
    {
        Receive<ClusterEvent.UnreachableMember>(silent => Ask(silent.Member));
        Receive<ClusterEvent.ReachableMember>(back => _refusals.Remove(back.Member));
        Receive<ClusterEvent.MemberRemoved>(removed => _refusals.Remove(removed.Member));
        Receive<ClusterEvent.IReachabilityEvent>(_ => { });
        Receive<ClusterEvent.IMemberEvent>(_ => { });
        Receive<Again>(again => Knock(again.Member));
        Receive<Answer>(Heard);

        void Knock(Member member) => KnockAsync(member.Address, clock).PipeTo(Self, success: refused => new Answer(member, refused));
        void Ask(Member member)
        {
            if (_refusals.TryAdd(member, 0))
            {
                Knock(member);
            }
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Heard(Answer answer)
    {
        if (!_refusals.TryGetValue(answer.Member, out var refusals))
        {
            return;
        }

        _refusals[answer.Member] = refusals = answer.Refused ? refusals + 1 : 0;
        if (refusals >= Sure && IsWithMajority())
        {
            _log.Info("The process at {Address} is gone: it is taken out of the cluster", answer.Member.Address);
            _cluster.Down(answer.Member.Address);
            return;
        }

        Timers.StartSingleTimer(answer.Member, new Again(answer.Member), Every);
    }

    private bool IsWithMajority()
    {
        var state = _cluster.State;
        var peers = state.Members.Where(member => member.UniqueAddress != _cluster.SelfUniqueAddress)
            .Select(member => new Peer(member.Address, member.HasRole(ClusterNames.OrchestratorRole), state.Unreachable.Contains(member) ? 1 : 0, Indirect: false));
        return DowningRule.IsMajority(_cluster.SelfAddress, peers, peer => peer.Looks == 0);
    }

    // Refused by the machine itself; one that does not answer at all may be cut off, and its process alive.
    private static async Task<bool> KnockAsync(Address address, TimeProvider clock)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address.Host, address.Port ?? 0, patience.Token);
            return false;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private sealed record Again(Member Member);

    private sealed record Answer(Member Member, bool Refused);
}
