using CsCheck;
using Orchestrator.Coordinator;
using Shared.Wire;
using Xunit;

namespace Tests.Coordinator;

public sealed class FairShareTests
{
    [Fact]
    public void Two_sweeps_share_a_node_evenly() =>
        Assert.Equal([2, 2], Allocate([Node("a", 4)], Demand("x", ready: 10), Demand("y", ready: 10)).Values);

    [Fact]
    public void What_one_sweep_cannot_use_the_other_gets()
    {
        var shares = Allocate([Node("a", 4)], Demand("x", ready: 1), Demand("y", ready: 10));

        Assert.Equal(1, shares[("x", "a")]);
        Assert.Equal(3, shares[("y", "a")]);
    }

    [Fact]
    public void A_newcomer_gets_only_what_the_others_leases_leave_free()
    {
        var shares = Allocate([Node("a", 4)], Demand("old", ready: 10, held: ("a", 3)), Demand("new", ready: 10));

        Assert.Equal(2, shares[("old", "a")]);
        Assert.Equal(1, shares[("new", "a")]);
    }

    [Fact]
    public void Trials_spread_over_the_nodes() =>
        Assert.Equal(2, Allocate([Node("a", 4), Node("b", 4)], Demand("x", ready: 2)).Count);

    [Fact]
    public void A_sweep_gets_nothing_where_its_device_or_its_program_is_missing()
    {
        var node = Node("a", 2);
        var cuda = Demand("x", ready: 5);
        cuda.Device = "cuda";
        var other = Demand("y", ready: 5);
        other.Version = "2";

        Assert.Empty(Allocate([node], cuda, other));
        Assert.Contains("cuda", FairShare.Reason([node], cuda, [cuda]), StringComparison.Ordinal);
        Assert.Contains("version 2", FairShare.Reason([node], other, [other]), StringComparison.Ordinal);
        Assert.Contains("no node has joined", FairShare.Reason([], cuda, [cuda]), StringComparison.Ordinal);
        Assert.Null(FairShare.Reason([node], Demand("z", ready: 1), []));
    }

    [Fact]
    public void A_sweep_that_waits_for_slots_is_told_who_has_them()
    {
        var (old, rest, waiting) = (Demand("old", ready: 3, held: ("a", 2)), Demand("rest", ready: 0, held: ("b", 1)), Demand("new", ready: 1));

        Assert.Equal("all 3 slots are taken by old, rest ('cancel' stops one that is not wanted)", FairShare.Reason([Node("a", 2), Node("b", 1)], waiting, [old, rest, waiting]));
        Assert.Equal("the one slot is taken by rest ('cancel' stops one that is not wanted)", FairShare.Reason([Node("b", 1)], waiting, [rest, waiting]));
        Assert.Null(FairShare.Reason([Node("a", 3)], waiting, [old, waiting]));
    }

    [Fact]
    public void A_sweep_that_has_all_slots_itself_is_told_so_and_not_to_cancel_itself()
    {
        var (own, rest) = (Demand("own", ready: 3, held: ("a", 2)), Demand("rest", ready: 0, held: ("b", 1)));

        Assert.Equal(
            "the sweep's own trials use all 2 slots (more nodes, or more slots on a node by --slots-per-device, would run more of them at once)",
            FairShare.WhyNoMore([Node("a", 2)], own, [own]));
        Assert.StartsWith("the sweep's own trials use the one slot (", FairShare.WhyNoMore([Node("b", 1)], rest, [own, rest]));
        Assert.Equal("all 3 slots are taken by rest and the sweep's own trials ('cancel' stops one that is not wanted)", FairShare.WhyNoMore([Node("a", 2), Node("b", 1)], own, [own, rest]));
        Assert.Null(FairShare.WhyNoMore([Node("a", 3)], own, [own]));
    }

    [Fact]
    public void No_allocation_exceeds_slots_caps_or_wishes() => Gen.Select(
        Gen.Int[1, 6].Array[1, 4],
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 3]).Array[1, 4]).Sample((slots, wishes) =>
        {
            var nodes = slots.Select((count, i) => Node($"n{i}", count)).ToList();
            var demands = wishes.Select((wish, i) =>
            {
                var demand = Demand($"s{i}", wish.Item1);
                demand.MaxParallel = wish.Item2;
                return demand;
            }).ToArray();

            var shares = Allocate(nodes, demands);

            Assert.All(nodes, node => Assert.True(shares.Where(share => share.Key.Boot == node.Boot).Sum(share => share.Value) <= node.Devices.Count));
            Assert.All(demands, demand => Assert.True(shares.Where(share => share.Key.Sweep == demand.Sweep).Sum(share => share.Value)
                <= (demand.MaxParallel > 0 ? Math.Min(demand.MaxParallel, demand.Ready) : demand.Ready)));
            // Work conservation: nobody waits while a slot is free.
            var wanted = demands.Sum(demand => demand.MaxParallel > 0 ? Math.Min(demand.MaxParallel, demand.Ready) : demand.Ready);
            Assert.Equal(Math.Min(wanted, slots.Sum()), shares.Values.Sum());
        });

    private static Dictionary<(string Sweep, string Boot), int> Allocate(IReadOnlyList<NodeCapacity> nodes, params SweepDemand[] demands) => FairShare.Allocate(nodes, demands);

    private static NodeCapacity Node(string boot, int slots) => new(boot, [.. Enumerable.Repeat("cpu", slots)], new Dictionary<string, string> { ["noop"] = "1" });

    private static SweepDemand Demand(string sweep, int ready, params (string Boot, int Leases)[] held) => new()
    {
        Sweep = sweep,
        Ready = ready,
        Device = "any",
        Experiment = "noop",
        Version = "1",
        Held = { held.Select(pair => new Held { Boot = pair.Boot, Leases = pair.Leases }) },
    };
}
