using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Shared.Hosting;

namespace Orchestrator.Hosting.Membership;

/// <summary>
/// Names our own way of taking silent members out, in <c>hocon/orchestrator.conf</c>. Akka's resolver counts what any member says of another, and takes out both sides where one that is called silent
/// is still heard by others: one busy agent had the orchestrator taken out so.
/// </summary>
public sealed class DowningProvider(ActorSystem system, Cluster cluster) : IDowningProvider
{
    public TimeSpan DownRemovalMargin => system.Settings.Config.GetTimeSpan("akka.cluster.down-removal-margin");

    public Props DowningActorProps => Props.Create(() => new Downing(cluster));
}

/// <summary>Looks once a second which members this orchestrator hears, and takes out those that <see cref="DowningRule"/> names.</summary>
internal sealed class Downing : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Cluster _cluster;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Dictionary<UniqueAddress, int> _silent = [];

    public Downing(Cluster cluster)
    {
        _cluster = cluster;
        Receive<Look>(_ => LookAround());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer("look", new Look(), Every);

    private void LookAround()
    {
        if (_cluster.SelfMember.Status != MemberStatus.Up)
        {
            return;
        }

        var state = _cluster.State;
        var others = state.Members.Where(member => member.UniqueAddress != _cluster.SelfUniqueAddress && member.Status is MemberStatus.Joining or MemberStatus.Up or MemberStatus.Leaving).ToList();
        _silent = others.Where(IsSilent).ToDictionary(member => member.UniqueAddress, member => _silent.GetValueOrDefault(member.UniqueAddress) + 1);
        foreach (var address in DowningRule.Decide(_cluster.SelfAddress, [.. others.Select(Peer)]))
        {
            Tell(address);
            _cluster.Down(address);
        }

        bool IsSilent(Member member) => _cluster.FailureDetector.IsMonitoring(member.Address) && !_cluster.FailureDetector.IsAvailable(member.Address);
        Peer Peer(Member member) => new(
            member.Address,
            member.HasRole(ClusterNames.OrchestratorRole) && member.Status != MemberStatus.Joining,
            _silent.GetValueOrDefault(member.UniqueAddress),
            state.SeenBy.Contains(member.Address));
    }

    private void Tell(Address address)
    {
        if (address == _cluster.SelfAddress)
        {
            _log.Warning("This orchestrator can't hear the majority of the others: it stops, and joins again");
        }
        else
        {
            _log.Warning("The process at {Address} is silent: it is taken out of the cluster", address);
        }
    }

    private sealed record Look;
}
