using Shared.Trials;

namespace GpuNode.Trainers;

/// <param name="Tenant">The trial that holds it; null: it is free.</param>
public sealed record PlacedSlot(string Device, Tenant? Tenant);

/// <param name="Companions">The most trials that may share the device with it.</param>
/// <param name="Need">What it takes of the device's memory, in bytes; null: that was not measured yet.</param>
public sealed record Tenant(int Companions, long? Need = null);

/// <param name="Kind">The kind of device it wants.</param>
/// <param name="Companions">The most trials that may share the device with it.</param>
/// <param name="Held">It must wait in any case: an earlier attempt still uses its folder.</param>
/// <param name="Need">What it will take of a device's memory, in bytes; null: nothing like it was measured yet.</param>
public sealed record QueuedTrial(string Kind, int Companions, bool Held, long? Need = null)
{
    public Tenant Placed => new(Companions, Need);
}

/// <summary>Which queued trial goes on which free slot. Pure.</summary>
public static class SlotPlacement
{
    /// <summary>
    /// In the queue's order, each on the first free slot of a device that suits, where neither it nor those that are there would have more companions than they tolerate, and all that
    /// they take fits into its memory. What was not measured yet is alone on its device until it was. A trial that finds no such device keeps the emptiest for itself: what is behind it in
    /// the queue does not go there, so that it comes to its turn.
    /// </summary>
    /// <param name="rooms">Devices whose memory is known; on others it is not looked at.</param>
    /// <returns>Pairs of positions in the queue and among the slots.</returns>
    public static IReadOnlyList<(int Trial, int Slot)> Next(IReadOnlyList<PlacedSlot> slots, IReadOnlyList<QueuedTrial> queue, IReadOnlyDictionary<string, DeviceRoom>? rooms = null)
    {
        var tenants = slots.Select(slot => slot.Device).Distinct()
            .ToDictionary(device => device, device => slots.Where(slot => slot.Device == device && slot.Tenant is not null).Select(slot => slot.Tenant!).ToList());
        bool Suits(string device, QueuedTrial wanted) => Agree(tenants[device], wanted.Companions) && HasRoom(rooms?.GetValueOrDefault(device), tenants[device], wanted.Need);
        var free = Enumerable.Range(0, slots.Count).Where(slot => slots[slot].Tenant is null).ToList();
        var kept = new HashSet<string>();
        var placed = new List<(int, int)>();
        foreach (var (trial, wanted) in queue.Index().Where(entry => !entry.Item.Held))
        {
            var slot = free.FindIndex(slot => !kept.Contains(slots[slot].Device) && DeviceKind.Fits(slots[slot].Device, wanted.Kind) && Suits(slots[slot].Device, wanted));
            if (slot >= 0)
            {
                placed.Add((trial, free[slot]));
                tenants[slots[free[slot]].Device].Add(wanted.Placed);
                free.RemoveAt(slot);
            }
            else if (tenants.Keys.Where(device => !kept.Contains(device) && DeviceKind.Fits(device, wanted.Kind)).MinBy(device => tenants[device].Count) is { } emptiest
                && tenants[emptiest].Count > 0 && !Suits(emptiest, wanted))
            {
                kept.Add(emptiest);
            }
        }

        return placed;
    }

    // One more makes everybody the companion of all others.
    private static bool Agree(List<Tenant> tenants, int companions) => tenants.Count <= companions && tenants.All(tenant => tenants.Count <= tenant.Companions);

    // An empty device takes any trial: whether it fits alone only the trial can say.
    private static bool HasRoom(DeviceRoom? room, List<Tenant> tenants, long? need) =>
        room is null || tenants.Count == 0 || (need is not null && tenants.All(tenant => tenant.Need is not null) && tenants.Sum(tenant => tenant.Need!.Value) + need <= room.Bytes);
}
