using Shared.Hosting;
using Shared.Trials;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>What the dispatcher knows of a node: its slots by device, and the training programs that its trainer offers.</summary>
public sealed record NodeCapacity(string Boot, IReadOnlyList<string> Devices, IReadOnlyDictionary<string, string> Experiments);

/// <summary>What has been before: claims by sweep beyond its ideal share, in slots, and the slots that each had of each node.</summary>
public sealed record Standing(IReadOnlyDictionary<string, double> Claims, IReadOnlyDictionary<(string Sweep, string Boot), int> Had)
{
    /// <summary>Nothing has been before.</summary>
    public static Standing None { get; } = new(new Dictionary<string, double>(), new Dictionary<(string Sweep, string Boot), int>());
}

/// <summary>Divides the slots of all nodes among the sweeps that can use them. Pure.</summary>
public static class FairShare
{
    // Ideal shares are found by the same filling, with every slot cut into parts: fine enough for a weight of a hundredth, whatever the number of slots.
    private const int Parts = 240;

    // Who had a slot keeps it until another's claim is larger by this much: without it two sweeps of equal claims would swap at every look.
    private const double Patience = 0.5;

    /// <summary>The quotas that follow from the targets of a moment.</summary>
    /// <returns>Slots by sweep and node; pairs without a slot are absent.</returns>
    public static Dictionary<(string Sweep, string Boot), int> Allocate(IReadOnlyList<NodeCapacity> nodes, IReadOnlyList<SweepDemand> demands) =>
        Respect(Divide(nodes, demands, Ideal(nodes, demands), Standing.None), nodes, demands);

    /// <summary>
    /// Slot by slot, higher priorities first, to the sweep whose claim is largest, as long as it has use for one; on the node where it holds leases already, else on the
    /// emptiest. A claim is the sweep's ideal share and what it is owed from before, so that fractions of a slot even out over time. Cost: slots x sweeps.
    /// </summary>
    /// <returns>The slots that each sweep should have of each node, whoever holds them now.</returns>
    public static Dictionary<(string Sweep, string Boot), int> Divide(
        IReadOnlyList<NodeCapacity> nodes, IReadOnlyList<SweepDemand> demands, IReadOnlyDictionary<string, double> ideal, Standing standing)
    {
        var had = standing.Had.GroupBy(pair => pair.Key.Sweep).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));
        return Fill(nodes, demands, 1, (demand, total) =>
            total - ideal[demand.Sweep] - standing.Claims.GetValueOrDefault(demand.Sweep) - (total < had.GetValueOrDefault(demand.Sweep) ? Patience : 0));
    }

    /// <summary>Weighted max-min shares in fractions of slots: what each sweep of a priority would have by its weight, as far as it has use for it.</summary>
    public static Dictionary<string, double> Ideal(IReadOnlyList<NodeCapacity> nodes, IReadOnlyList<SweepDemand> demands)
    {
        var parts = Math.Max(1, Parts / Math.Max(1, nodes.Sum(node => node.Devices.Count)));
        var filled = Fill(nodes, demands, parts, (demand, total) => (total + 0.5) / Weight(demand));
        var ideal = demands.ToDictionary(demand => demand.Sweep, _ => 0.0);
        foreach (var (pair, share) in filled)
        {
            ideal[pair.Sweep] += (double)share / parts;
        }

        return ideal;
    }

    /// <summary>A quota never exceeds what the others' leases leave free: nobody is preempted for fairness, a sweep that must give way does so as its trials end.</summary>
    public static Dictionary<(string Sweep, string Boot), int> Respect(
        Dictionary<(string Sweep, string Boot), int> targets, IReadOnlyList<NodeCapacity> nodes, IReadOnlyList<SweepDemand> demands)
    {
        var quotas = new Dictionary<(string Sweep, string Boot), int>();
        var held = demands.ToDictionary(demand => demand.Sweep, HeldByNode);
        foreach (var node in nodes)
        {
            var heldByAll = demands.Sum(demand => held[demand.Sweep].GetValueOrDefault(node.Boot));
            foreach (var demand in demands)
            {
                var quota = Math.Min(Share(targets, demand.Sweep, node.Boot), node.Devices.Count - (heldByAll - held[demand.Sweep].GetValueOrDefault(node.Boot)));
                if (quota > 0)
                {
                    quotas[(demand.Sweep, node.Boot)] = quota;
                }
            }
        }

        return quotas;
    }

    /// <summary>How many slots a sweep has use for.</summary>
    public static int Wants(SweepDemand demand)
    {
        var wanted = demand.Ready + demand.Held.Sum(held => held.Leases);
        return demand.MaxParallel > 0 ? Math.Min(wanted, demand.MaxParallel) : wanted;
    }

    /// <summary>Why a sweep with ready trials has no more slots than it has; null where nothing holds it back.</summary>
    public static string? WhyNoMore(IReadOnlyList<NodeCapacity> nodes, SweepDemand demand, IReadOnlyCollection<SweepDemand> all) =>
        demand.MaxParallel > 0 && demand.Held.Sum(held => held.Leases) >= demand.MaxParallel
            ? $"its max_parallel of {demand.MaxParallel} is reached ('set {demand.Sweep} --max-parallel N' changes it)"
            : Reason(nodes, demand, all);

    /// <summary>Why a sweep with ready trials and no lease gets nothing; null where it will get a slot at once.</summary>
    public static string? Reason(IReadOnlyList<NodeCapacity> nodes, SweepDemand demand, IReadOnlyCollection<SweepDemand> all)
    {
        if (nodes.Count == 0)
        {
            return $"no node has joined yet (a node joins with: {Programs.GpuNode} --join HOST:PORT)";
        }

        if (nodes.All(node => !node.Experiments.ContainsKey(demand.Experiment)))
        {
            return $"no node's trainer knows the experiment '{demand.Experiment}'";
        }

        if (nodes.All(node => !Offers(node, demand)))
        {
            return $"no node's trainer has version {demand.Version} of '{demand.Experiment}'; update the nodes, or submit the sweep again with --fresh";
        }

        var usable = nodes.Where(node => Usable(node, demand) > 0).ToList();
        return usable.Count == 0 ? $"no node that knows '{demand.Experiment}' has a {demand.Device} device" : Taken(usable, demand.Sweep, all);
    }

    private static string? Taken(IReadOnlyList<NodeCapacity> nodes, string sweep, IReadOnlyCollection<SweepDemand> all)
    {
        var holders = all.Select(holder => (holder.Sweep, Slots: nodes.Sum(node => HeldOn(holder, node.Boot)))).Where(holder => holder.Slots > 0).OrderByDescending(holder => holder.Slots).ToList();
        var slots = nodes.Sum(node => node.Devices.Count);
        if (holders.Sum(holder => holder.Slots) < slots)
        {
            return null;
        }

        // Nobody is told to cancel what waits.
        string[] others = [.. holders.Select(holder => holder.Sweep).Where(holder => holder != sweep)];
        var own = others.Length < holders.Count;
        return others.Length == 0
            ? $"the sweep's own trials use {(slots == 1 ? "the one slot" : $"all {slots} slots")} (more nodes, or more slots on a node by --slots-per-device, would run more of them at once)"
            : $"{(slots == 1 ? "the one slot is" : $"all {slots} slots are")} taken by {string.Join(", ", others)}{(own ? " and the sweep's own trials" : "")} ('cancel' stops one that is not wanted)";
    }

    // The demand with the least score gets the next slot, or part of one.
    private static Dictionary<(string Sweep, string Boot), int> Fill(
        IReadOnlyList<NodeCapacity> nodes, IReadOnlyList<SweepDemand> demands, int parts, Func<SweepDemand, int, double> score)
    {
        var shares = new Dictionary<(string Sweep, string Boot), int>();
        var room = nodes.Select(node => node.Devices.Count * parts).ToArray();
        var open = demands.Where(demand => Wants(demand) > 0).Select(demand => new Filling(demand, nodes, parts)).ToList();
        while (open.Count > 0)
        {
            var first = open.Max(candidate => candidate.Demand.Priority);
            var filling = open.Where(candidate => candidate.Demand.Priority == first).MinBy(candidate => score(candidate.Demand, candidate.Total))!;
            if (filling.Next(room) is not { } place)
            {
                open.Remove(filling);
                continue;
            }

            shares[(filling.Demand.Sweep, nodes[place].Boot)] = filling.Take(place);
            room[place]--;
            if (filling.Total >= filling.Wanted)
            {
                open.Remove(filling);
            }
        }

        return shares;
    }

    private static double Weight(SweepDemand demand) => demand.Weight > 0 ? demand.Weight : 1;

    private static int HeldOn(SweepDemand demand, string boot) => demand.Held.FirstOrDefault(held => held.Boot == boot)?.Leases ?? 0;

    private static int Share(Dictionary<(string Sweep, string Boot), int> shares, string sweep, string boot) => shares.GetValueOrDefault((sweep, boot));

    private static bool Offers(NodeCapacity node, SweepDemand demand) =>
        node.Experiments.TryGetValue(demand.Experiment, out var version) && version == demand.Version;

    private static int Usable(NodeCapacity node, SweepDemand demand) =>
        !Offers(node, demand) ? 0 : node.Devices.Count(device => DeviceKind.Fits(device, demand.Device));

    private static Dictionary<string, int> HeldByNode(SweepDemand demand) =>
        demand.Held.DistinctBy(held => held.Boot).ToDictionary(held => held.Boot, held => held.Leases);

    /// <summary>A sweep while slots, or parts of them, are given out. What does not change meanwhile is looked up once: a thousand nodes have ten thousand slots.</summary>
    private sealed class Filling
    {
        private readonly int[] _usable;
        private readonly int[] _held;
        private readonly int[] _shares;

        public Filling(SweepDemand demand, IReadOnlyList<NodeCapacity> nodes, int parts)
        {
            var held = HeldByNode(demand);
            (Demand, Wanted, _shares) = (demand, Wants(demand) * parts, new int[nodes.Count]);
            _usable = [.. nodes.Select(node => Usable(node, demand) * parts)];
            _held = [.. nodes.Select(node => held.GetValueOrDefault(node.Boot) * parts)];
        }

        public SweepDemand Demand { get; }

        public int Wanted { get; }

        public int Total { get; private set; }

        /// <summary>The node to take from next: one where the sweep holds leases already, else the emptiest; the first of equals. Null: none has anything for it.</summary>
        public int? Next(int[] room)
        {
            int? best = null;
            for (var place = 0; place < room.Length; place++)
            {
                if (room[place] > 0 && _usable[place] > _shares[place] && (best is not { } other || IsBetter(place, other, room)))
                {
                    best = place;
                }
            }

            return best;
        }

        /// <returns>What the sweep has of that node now.</returns>
        public int Take(int place)
        {
            Total++;
            return ++_shares[place];
        }

        private bool IsBetter(int place, int other, int[] room) =>
            Keeps(place) == Keeps(other) ? room[place] > room[other] : Keeps(place);

        private bool Keeps(int place) => _held[place] > _shares[place];
    }
}
