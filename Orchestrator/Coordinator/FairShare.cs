using Shared.Trials;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>What the dispatcher knows of a node: its slots by device, and the training programs that its trainer offers.</summary>
public sealed record NodeCapacity(string Boot, IReadOnlyList<string> Devices, IReadOnlyDictionary<string, string> Experiments);

/// <summary>Divides the slots of all nodes among the sweeps that can use them. Pure.</summary>
public static class FairShare
{
    /// <summary>
    /// Max-min fair: slot by slot to the sweep that has least, as long as it has use for one; on the node where it holds leases already, else on the
    /// emptiest. A quota never exceeds what the others' leases leave free, so a sweep that must give way does so as its trials end.
    /// Cost: slots x sweeps.
    /// </summary>
    /// <returns>Slots by sweep and node; pairs without a slot are absent.</returns>
    public static Dictionary<(string Sweep, string Boot), int> Allocate(IReadOnlyList<NodeCapacity> nodes, IReadOnlyList<SweepDemand> demands)
    {
        var shares = new Dictionary<(string Sweep, string Boot), int>();
        var room = nodes.ToDictionary(node => node.Boot, node => node.Devices.Count);
        var total = demands.ToDictionary(demand => demand.Sweep, _ => 0);
        var open = demands.Where(demand => Wants(demand) > 0).ToList();
        while (open.Count > 0)
        {
            var demand = open.MinBy(candidate => total[candidate.Sweep])!;
            var node = nodes.Where(candidate => room[candidate.Boot] > 0 && Usable(candidate, demand) > Share(shares, demand.Sweep, candidate.Boot))
                .OrderByDescending(candidate => HeldOn(demand, candidate.Boot) > Share(shares, demand.Sweep, candidate.Boot))
                .ThenByDescending(candidate => room[candidate.Boot]).FirstOrDefault();
            if (node is null)
            {
                open.Remove(demand);
                continue;
            }

            shares[(demand.Sweep, node.Boot)] = Share(shares, demand.Sweep, node.Boot) + 1;
            room[node.Boot]--;
            if (++total[demand.Sweep] >= Wants(demand))
            {
                open.Remove(demand);
            }
        }

        return Respect(shares, nodes, demands);
    }

    /// <summary>Why a sweep with ready trials and no lease gets nothing; null where it will get a slot at once.</summary>
    public static string? Reason(IReadOnlyList<NodeCapacity> nodes, SweepDemand demand, IReadOnlyCollection<SweepDemand> all)
    {
        if (nodes.Count == 0)
        {
            return "no node has joined yet (a node joins with: dotnet run --project GpuNode -- --join HOST:PORT)";
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
        return usable.Count == 0 ? $"no node that knows '{demand.Experiment}' has a {demand.Device} device" : Taken(usable, all);
    }

    private static string? Taken(IReadOnlyList<NodeCapacity> nodes, IReadOnlyCollection<SweepDemand> all)
    {
        var holders = all.Select(holder => (holder.Sweep, Slots: nodes.Sum(node => HeldOn(holder, node.Boot)))).Where(holder => holder.Slots > 0).ToList();
        var slots = nodes.Sum(node => node.Devices.Count);
        return holders.Sum(holder => holder.Slots) < slots
            ? null
            : $"{(slots == 1 ? "the one slot is" : $"all {slots} slots are")} taken by {string.Join(", ", holders.OrderByDescending(holder => holder.Slots).Select(holder => holder.Sweep))}"
                + " ('cancel' stops one that is not wanted)";
    }

    private static Dictionary<(string Sweep, string Boot), int> Respect(
        Dictionary<(string Sweep, string Boot), int> shares, IReadOnlyList<NodeCapacity> nodes, IReadOnlyList<SweepDemand> demands)
    {
        foreach (var node in nodes)
        {
            var heldByAll = demands.Sum(demand => HeldOn(demand, node.Boot));
            foreach (var demand in demands)
            {
                if (shares.TryGetValue((demand.Sweep, node.Boot), out var share))
                {
                    shares[(demand.Sweep, node.Boot)] = Math.Min(share, Math.Max(0, node.Devices.Count - (heldByAll - HeldOn(demand, node.Boot))));
                }
            }
        }

        return shares.Where(pair => pair.Value > 0).ToDictionary();
    }

    private static int Wants(SweepDemand demand)
    {
        var wanted = demand.Ready + demand.Held.Sum(held => held.Leases);
        return demand.MaxParallel > 0 ? Math.Min(wanted, demand.MaxParallel) : wanted;
    }

    private static int HeldOn(SweepDemand demand, string boot) => demand.Held.FirstOrDefault(held => held.Boot == boot)?.Leases ?? 0;

    private static int Share(Dictionary<(string Sweep, string Boot), int> shares, string sweep, string boot) => shares.GetValueOrDefault((sweep, boot));

    private static bool Offers(NodeCapacity node, SweepDemand demand) =>
        node.Experiments.TryGetValue(demand.Experiment, out var version) && version == demand.Version;

    private static int Usable(NodeCapacity node, SweepDemand demand) =>
        !Offers(node, demand) ? 0 : node.Devices.Count(device => DeviceKind.Fits(device, demand.Device));
}
