using GpuNode.Outboxes;
using Shared.Wire;

namespace GpuNode.Machine;

/// <summary>Measures now and then what the machine does, for the hello: people see it, nothing is decided by it.</summary>
/// <param name="folder">On the disk that counts.</param>
/// <param name="gpus">Null: GPUs are none of its business.</param>
/// <param name="outbox">How much the agent has not sent.</param>
public sealed class LoadMonitor(string folder, GpuLook? gpus, Func<OutboxDepth> outbox, TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private volatile NodeLoad? _newest;

    /// <summary>Null before the first measurement.</summary>
    public NodeLoad? Newest => _newest;

    /// <summary>Completes when it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Every, clock);
        var before = MachineCounters.Now(folder);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                var readings = gpus is null ? [] : await gpus.LatelyAsync(cancellation);
                var now = MachineCounters.Now(folder);
                _newest = With(Of(before, now, readings, clock.GetUtcNow().ToUnixTimeMilliseconds()), outbox());
                before = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The agent leaves.
        }
    }

    /// <param name="before">Processor time is that since then.</param>
    public static NodeLoad Of(MachineCounters before, MachineCounters now, IReadOnlyList<GpuReading> gpus, long atMs)
    {
        var load = new NodeLoad { AtMs = atMs, Devices = { gpus.Select(Of) } };
        if (now.AllTicks - before.AllTicks is > 0 and var all && now.BusyTicks - before.BusyTicks is { } busy)
        {
            load.Cpu = Math.Clamp((double)busy / all, 0, 1);
        }

        if (now is { MemoryUsed: { } used, MemoryTotal: { } total })
        {
            (load.MemoryUsed, load.MemoryTotal) = (used, total);
        }

        if (now.DiskTotal - now.DiskUsed is { } free)
        {
            load.DiskFree = free;
        }

        return load;
    }

    private static NodeLoad With(NodeLoad load, OutboxDepth depth)
    {
        (load.OutboxRows, load.OutboxBytes, load.OutboxOldestMs) = (depth.Rows, depth.Bytes, depth.OldestMs);
        return load;
    }

    private static DeviceLoad Of(GpuReading gpu)
    {
        var device = new DeviceLoad { Name = FormattableString.Invariant($"cuda:{gpu.Index}") };
        if (gpu.Utilization is { } percent)
        {
            device.Busy = Math.Clamp(percent / 100, 0, 1);
        }

        if (gpu is { MemoryUsed: { } used, MemoryTotal: { } total })
        {
            (device.MemoryUsed, device.MemoryTotal) = ((long)used << 20, (long)total << 20);
        }

        return device;
    }
}
