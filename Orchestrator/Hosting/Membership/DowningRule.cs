using Akka.Actor;
using Akka.Cluster;

namespace Orchestrator.Hosting.Membership;

/// <summary>Another member, as this orchestrator hears it itself.</summary>
/// <param name="Looks">So many times in a row it was silent when looked at, once a second; 0: it is heard.</param>
/// <param name="Indirect">Others hear it: it has seen the newest state of the cluster.</param>
public readonly record struct Peer(Address Address, bool Orchestrator, int Looks, bool Indirect);

/// <summary>
/// Whom an orchestrator takes out of the cluster. Only what it hears itself counts, and nobody asks nodes: a node that it can't hear is of no use to it, and one that can't hear the orchestrator says
/// more of itself. Orchestrators go by majority. Pure.
/// </summary>
public static class DowningRule
{
    /// <summary>Looks after which a silent member is gone. A process that stood still itself has not looked meanwhile.</summary>
    public const int Patience = 5;

    /// <summary>Where two orchestrators don't hear each other and a third hears both, the lower address takes the other out, and the higher one waits for it.</summary>
    public const int PatienceOfHigher = 20;

    /// <summary>Those to take out; itself alone where it can't hear the majority.</summary>
    public static IReadOnlyList<Address> Decide(Address self, IReadOnlyCollection<Peer> peers)
    {
        var gone = peers.Where(IsGone).Select(peer => peer.Address).ToList();
        return gone.Count == 0 || IsMajority(self, peers, peer => peer.Looks == 0) ? gone
            : IsMajority(self, peers, peer => !IsGone(peer)) ? [] : [self];

        bool IsGone(Peer peer) =>
            peer.Looks >= (peer is { Orchestrator: true, Indirect: true } && Member.AddressOrdering.Compare(peer.Address, self) < 0 ? PatienceOfHigher : Patience);
    }

    /// <summary>Whether this orchestrator and those others that count outvote the rest; of two halves, the one with the lowest address does.</summary>
    public static bool IsMajority(Address self, IEnumerable<Peer> peers, Func<Peer, bool> counts)
    {
        var orchestrators = peers.Where(peer => peer.Orchestrator).ToList();
        var ours = orchestrators.Where(counts).Select(peer => peer.Address).Append(self).ToList();
        var balance = (2 * ours.Count) - (orchestrators.Count + 1);
        return balance > 0 || (balance == 0 && ours.Contains(orchestrators.Select(peer => peer.Address).Append(self).Min(Member.AddressOrdering)!));
    }
}
