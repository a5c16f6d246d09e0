using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Shared.Hosting;
using Shared.Security;
using Shared.Wire;

namespace Orchestrator.Hosting.Membership;

/// <summary>
/// Answers an agent that asks whether it is in this orchestrator's cluster. After a restart of the orchestrator, or if it was taken out while the network was cut, an agent can't know that by itself: it
/// still has the old cluster's members before its eyes.
/// </summary>
internal sealed class MembershipDesk : ReceiveActor
{
    public MembershipDesk()
    {
        var cluster = Cluster.Get(Context.System);
        Receive<MembershipQuery>(query =>
        {
            // One that is in no cluster itself can't tell.
            if (cluster.SelfMember.Status == MemberStatus.Up)
            {
                var asking = new UniqueAddress(Sender.Path.Address, query.Uid);
                Sender.Tell(new MembershipReply { Member = cluster.State.Members.Any(member => member.UniqueAddress == asking && member.Status != MemberStatus.Down) });
            }
        });
    }
}

/// <summary>Starts what an orchestrator does for the cluster's membership.</summary>
internal static class MembershipHosting
{
    public static AkkaConfigurationBuilder WithMembership(this AkkaConfigurationBuilder akka, KnownNodes known, TlsFolder? tls, TimeProvider clock)
    {
        Func<Address, CancellationToken, Task<bool>> answers = (node, cancellation) => ClusterTls.AnswersAsync(tls, node.Host, node.Port ?? 0, cancellation);
        return akka.WithActors((system, _) =>
        {
            system.ActorOf(Props.Create(() => new MembershipDesk()), ClusterNames.MembershipDesk);
            system.ActorOf(Props.Create(() => new NodeInviter(known, answers)), "known-nodes");
            system.ActorOf(Props.Create(() => new Obituaries(clock)), "obituaries");
        });
    }
}
