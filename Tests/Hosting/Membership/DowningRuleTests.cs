using Akka.Actor;
using CsCheck;
using Orchestrator.Hosting.Membership;
using Xunit;

namespace Tests.Hosting.Membership;

public sealed class DowningRuleTests
{
    private static readonly Address A = At(1);
    private static readonly Address B = At(2);
    private static readonly Address C = At(3);
    private static readonly Address Node = At(4);

    [Fact]
    public void A_silent_node_is_taken_out_after_five_looks()
    {
        Assert.Empty(DowningRule.Decide(A, [Agent(Node, DowningRule.Patience - 1)]));
        Assert.Equal([Node], DowningRule.Decide(A, [Agent(Node, DowningRule.Patience)]));
    }

    // A node that trains too hard to answer still speaks with other nodes.
    [Fact]
    public void A_node_that_only_others_hear_is_taken_out_alone() =>
        Assert.Equal([Node], DowningRule.Decide(A, [new Peer(Node, Orchestrator: false, DowningRule.Patience, Indirect: true), Agent(At(5), 0)]));

    [Fact]
    public void The_majority_takes_out_the_one_that_is_gone() =>
        Assert.Equal([C], DowningRule.Decide(A, [Peer(B, 0), Peer(C, DowningRule.Patience)]));

    [Fact]
    public void Who_hears_no_majority_takes_itself_out_and_no_node_with_it() =>
        Assert.Equal([A], DowningRule.Decide(A, [Peer(B, DowningRule.Patience), Peer(C, DowningRule.Patience), Agent(Node, DowningRule.Patience)]));

    // Heartbeats of two that are cut off together don't stop in the same second.
    [Fact]
    public void Nothing_is_decided_while_the_majority_hangs_in_the_balance() =>
        Assert.Empty(DowningRule.Decide(A, [Peer(B, DowningRule.Patience), Peer(C, 1)]));

    [Fact]
    public void Of_two_that_do_not_hear_each_other_the_lower_address_stays()
    {
        Assert.Equal([B], DowningRule.Decide(A, [new Peer(B, Orchestrator: true, DowningRule.Patience, Indirect: true), Peer(C, 0)]));
        Assert.Empty(DowningRule.Decide(B, [new Peer(A, Orchestrator: true, DowningRule.PatienceOfHigher - 1, Indirect: true), Peer(C, 0)]));
        Assert.Equal([A], DowningRule.Decide(B, [new Peer(A, Orchestrator: true, DowningRule.PatienceOfHigher, Indirect: true), Peer(C, 0)]));
    }

    [Fact]
    public void Of_two_halves_the_one_with_the_lowest_address_stays()
    {
        Assert.Equal([B], DowningRule.Decide(A, [Peer(B, DowningRule.Patience)]));
        Assert.Equal([B], DowningRule.Decide(B, [Peer(A, DowningRule.Patience)]));
    }

    [Fact]
    public void Exactly_one_side_of_a_cut_goes_on() => Gen.Bool.Array[1, 7].Sample(sides =>
        Enumerable.Range(0, sides.Length).Where(own => !DecideIn(sides, own).Contains(At(own))).Select(own => sides[own]).Distinct().Count() == 1);

    private static IReadOnlyList<Address> DecideIn(bool[] sides, int own) => DowningRule.Decide(
        At(own), [.. Enumerable.Range(0, sides.Length).Where(other => other != own).Select(other => Peer(At(other), sides[other] == sides[own] ? 0 : DowningRule.Patience))]);

    private static Address At(int number) => new("akka.tcp", "experiments", "10.0.0." + number, 4053);

    private static Peer Peer(Address address, int looks) => new(address, Orchestrator: true, looks, Indirect: false);

    private static Peer Agent(Address address, int looks) => new(address, Orchestrator: false, looks, Indirect: false);
}
