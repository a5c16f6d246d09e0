using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Hosting;

namespace Orchestrator.Hosting;

/// <summary>
/// The addresses of the nodes as the orchestrator last saw them, one a line in a file. An orchestrator that was killed, or stopped while nodes train on, joins their cluster again instead of founding one
/// of its own, which they would come to only after they have given up the old one. Best effort: without the file that is what happens.
/// </summary>
internal sealed class KnownMembers(string file)
{
    /// <summary>Those that can be asked where the cluster is; none on a first start.</summary>
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

    public void Write(IEnumerable<Address> members)
    {
        File.WriteAllLines(file + ".new", members.Select(member => member.ToString()));
        File.Move(file + ".new", file, overwrite: true);
    }
}

/// <summary>Keeps the file of known members up to date.</summary>
internal sealed class MemberKeeper : ReceiveActor
{
    private readonly HashSet<Address> _members = [];
    private readonly KnownMembers _known;
    private readonly Address _self = Cluster.Get(Context.System).SelfAddress;

    public MemberKeeper(KnownMembers known)
    {
        _known = known;
        Receive<ClusterEvent.MemberUp>(up => Keep(() => up.Member.Address != _self && _members.Add(up.Member.Address)));
        Receive<ClusterEvent.MemberRemoved>(removed => Keep(() => _members.Remove(removed.Member.Address)));
        Receive<ClusterEvent.IMemberEvent>(_ => { });
        // What follows says of every member that it was removed: we leave, they do not.
        Receive<ClusterEvent.ClusterShuttingDown>(_ => Become(() => ReceiveAny(_ => { })));
    }

    protected override void PreStart() => Cluster.Get(Context.System).Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.ClusterShuttingDown));

    protected override void PostStop() => Cluster.Get(Context.System).Unsubscribe(Self);

    private void Keep(Func<bool> changes)
    {
        if (!changes())
        {
            return;
        }

        try
        {
            _known.Write(_members);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Context.GetLogger().Warning("The list of nodes cannot be kept ({Reason}); after a restart they come back a few seconds later", fault.Message);
        }
    }
}

/// <summary>Joins the cluster: the one that still lives, or a new one.</summary>
internal static class KnownMembersHosting
{
    public static AkkaConfigurationBuilder WithKnownMembers(this AkkaConfigurationBuilder akka, KnownMembers known) => akka.AddStartup((system, _) =>
    {
        var cluster = Cluster.Get(system);
        // Only the first of the seeds may found a cluster, and does so where none of the others answers.
        cluster.JoinSeedNodes([cluster.SelfAddress, .. known.Read(cluster.SelfAddress.Protocol).Where(member => member != cluster.SelfAddress)]);
        system.ActorOf(Props.Create(() => new MemberKeeper(known)), "known-members");
    });
}
