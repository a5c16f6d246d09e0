using Shared.Trials;

namespace GpuNode.Trainers;

/// <param name="Tenant">The trial that holds it; null: it is free.</param>
public sealed record PlacedSlot(string Device, Tenant? Tenant);

/// <param name="Companions">The most trials that may share the device with it.</param>
public sealed record Tenant(int Companions);

/// <param name="Kind">The kind of device it wants.</param>
/// <param name="Companions">The most trials that may share the device with it.</param>
/// <param name="Held">It must wait in any case: an earlier attempt still uses its folder.</param>
public sealed record QueuedTrial(string Kind, int Companions, bool Held);

/// <summary>Which queued trial goes on which free slot. Pure.</summary>
public static class SlotPlacement
{
    /// <summary>
    /// In the queue's order, each on the first free slot of a device that suits, where neither it nor those that are there would have more companions than they tolerate. A trial that
    /// finds no such device keeps the emptiest for itself: what is behind it in the queue does not go there, so that it comes to its turn.
    /// </summary>
    /// <returns>Pairs of positions in the queue and among the slots.</returns>
    public static IReadOnlyList<(int Trial, int Slot)> Next(IReadOnlyList<PlacedSlot> slots, IReadOnlyList<QueuedTrial> queue)
    {
        var tenants = slots.Select(slot => slot.Device).Distinct()
            .ToDictionary(device => device, device => slots.Where(slot => slot.Device == device && slot.Tenant is not null).Select(slot => slot.Tenant!.Companions).ToList());
        var free = Enumerable.Range(0, slots.Count).Where(slot => slots[slot].Tenant is null).ToList();
        var kept = new HashSet<string>();
        var placed = new List<(int, int)>();
        foreach (var (trial, wanted) in queue.Index().Where(entry => !entry.Item.Held))
        {
            var slot = free.FindIndex(slot => !kept.Contains(slots[slot].Device) && DeviceKind.Fits(slots[slot].Device, wanted.Kind) && Agree(tenants[slots[slot].Device], wanted.Companions));
            if (slot >= 0)
            {
                placed.Add((trial, free[slot]));
                tenants[slots[free[slot]].Device].Add(wanted.Companions);
                free.RemoveAt(slot);
            }
            else if (tenants.Keys.Where(device => !kept.Contains(device) && DeviceKind.Fits(device, wanted.Kind)).MinBy(device => tenants[device].Count) is { } emptiest
                && wanted.Companions < tenants[emptiest].Count)
            {
                kept.Add(emptiest);
            }
        }

        return placed;
    }

    // One more makes everybody the companion of all others.
    private static bool Agree(List<int> tenants, int companions) => tenants.Count <= companions && tenants.All(tolerated => tenants.Count <= tolerated);
}
