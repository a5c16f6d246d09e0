using GpuNode.Machine;
using Shared.Trials;

namespace GpuNode.Trainers;

/// <summary>Which trial goes where, and what it waits for.</summary>
public sealed partial class TrialHost
{
    private readonly MemoryNeeds _needs = new();

    /// <summary>Whether somebody trains, or waits for a slot.</summary>
    public bool HasUnfinished()
    {
        lock (_gate)
        {
            return _trials.Exists(trial => trial.Result is null);
        }
    }

    /// <summary>The driver has told of the GPUs' memory; what waited for that begins.</summary>
    public void Measured(IReadOnlyList<GpuMemory> devices)
    {
        lock (_gate)
        {
            var tenants = _trials.Where(trial => trial.InWork).ToDictionary(trial => trial.Slot!);
            _needs.Measured(
                devices,
                [.. from slot in slots
                    where slot.ProcessId > 0
                    let trial = tenants.GetValueOrDefault(slot)
                    let sweep = trial?.Ref.Sweep ?? slot.LastSweep
                    where sweep is not null
                    select (sweep, slot.Device, slot.ProcessId, trial is null || trial.Progress.Fraction > 0)]);
            foreach (var trial in tenants.Values)
            {
                trial.DevicePeak = Math.Max(trial.DevicePeak, devices.FirstOrDefault(device => device.Device == trial.Slot!.Device)?.Processes.GetValueOrDefault(trial.Slot!.ProcessId) ?? 0);
            }

            StartFree();
        }
    }

    private void StartFree()
    {
        var queued = _trials.Where(trial => trial.Slot is null && trial.Result is null).ToList();
        if (queued.Count == 0)
        {
            return;
        }

        var tenants = _trials.Where(trial => trial.InWork).ToDictionary(trial => trial.Slot!);
        var placed = SlotPlacement.Next(
            [.. slots.Select(slot => new PlacedSlot(slot.Device, tenants.TryGetValue(slot, out var tenant) ? new Tenant(Tolerance(tenant), _needs.Of(tenant.Ref.Sweep)) : null))],
            [.. queued.Select(trial => new QueuedTrial(trial.Sweep.Device, Tolerance(trial), FolderInUse(trial), _needs.Of(trial.Ref.Sweep)))],
            _needs.Rooms);
        var free = slots.Count - tenants.Count - placed.Count;
        foreach (var (trial, place) in queued.Select((trial, at) => (trial, placed.Where(one => one.Trial == at).Select(one => (int?)one.Slot).FirstOrDefault())))
        {
            trial.Waits = place is null && free > 0 ? WaitsFor(trial) : "";
            if (place is { } slot)
            {
                trial.Slot = slots[slot];
                _ = RunAsync(slots[slot], trial);
            }
        }

        foreach (var device in _trials.Where(trial => trial.InWork).GroupBy(trial => trial.Slot!.Device))
        {
            device.ToList().ForEach(trial => trial.Companions = Math.Max(trial.Companions, device.Count() - 1));
        }
    }

    // A slot is free, and yet it does not begin.
    private string WaitsFor(HostedTrial trial) =>
        !slots.Any(slot => DeviceKind.Fits(slot.Device, trial.Sweep.Device)) ? $"waits for a slot on {trial.Sweep.Device}"
        : _needs.Rooms.Count == 0 || trial.Assignment.HasCompanions ? "waits for a device with fewer trials"
        : _needs.Of(trial.Ref.Sweep) is { } need ? FormattableString.Invariant($"waits for memory of a GPU: a trial of its sweep takes up to {need / 1048576.0:F0} MiB, as measured")
        : "waits until the memory of its sweep's first trial has been measured";

    private static int Tolerance(HostedTrial trial) => trial.Assignment.HasCompanions ? trial.Assignment.Companions : int.MaxValue;

    // Two attempts of one trial never share its folder.
    private bool FolderInUse(HostedTrial trial) => _trials.Any(other => other.InWork && other.Ref.Sweep == trial.Ref.Sweep && other.Ref.Index == trial.Ref.Index);
}
