using Shared.Wire;

namespace Orchestrator.Api;

/// <summary>What a node's machine does now. What it does not tell is null.</summary>
/// <param name="Cpu">Of all cores together, 0 to 1.</param>
/// <param name="MemoryUsed">Bytes, as all of these.</param>
/// <param name="DiskFree">Of the disk that holds the agent's data.</param>
/// <param name="Devices">GPUs alone.</param>
public sealed record LoadDto(DateTimeOffset At, double? Cpu, long? MemoryUsed, long? MemoryTotal, long? DiskFree, IReadOnlyList<DeviceLoadDto> Devices)
{
    internal static LoadDto Of(NodeLoad load) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(load.AtMs),
        load.HasCpu ? load.Cpu : null,
        load.HasMemoryUsed ? load.MemoryUsed : null,
        load.HasMemoryTotal ? load.MemoryTotal : null,
        load.HasDiskFree ? load.DiskFree : null,
        [.. load.Devices.Select(device => new DeviceLoadDto(
            device.Name, device.HasBusy ? device.Busy : null, device.HasMemoryUsed ? device.MemoryUsed : null, device.HasMemoryTotal ? device.MemoryTotal : null))]);
}

/// <summary>What a GPU does now.</summary>
/// <param name="Name">cuda:N.</param>
/// <param name="Busy">Of the last moment, 0 to 1.</param>
public sealed record DeviceLoadDto(string Name, double? Busy, long? MemoryUsed, long? MemoryTotal);

/// <summary>What a node's machine did of late, as columns, oldest first: <c>GET /api/nodes/load</c>.</summary>
/// <param name="At">Unix milliseconds.</param>
public sealed record LoadHistoryDto(long[] At, double?[] Cpu, long?[] MemoryUsed, long? MemoryTotal, long?[] DiskFree, IReadOnlyList<DeviceHistoryDto> Devices)
{
    internal static LoadHistoryDto Of(LoadHistory history)
    {
        List<LoadDto> loads = [.. history.Loads.Select(LoadDto.Of)];
        var devices = loads.SelectMany(load => load.Devices).Select(device => device.Name).Distinct();
        return new LoadHistoryDto(
            [.. history.Loads.Select(load => load.AtMs)],
            [.. loads.Select(load => load.Cpu)],
            [.. loads.Select(load => load.MemoryUsed)],
            loads.LastOrDefault()?.MemoryTotal,
            [.. loads.Select(load => load.DiskFree)],
            [.. devices.Select(name => DeviceHistoryDto.Of(name, [.. loads.Select(load => load.Devices.FirstOrDefault(device => device.Name == name))]))]);
    }
}

/// <summary>What a GPU did of late, beside its node's times.</summary>
public sealed record DeviceHistoryDto(string Name, double?[] Busy, long?[] MemoryUsed, long? MemoryTotal)
{
    internal static DeviceHistoryDto Of(string name, IReadOnlyList<DeviceLoadDto?> loads) =>
        new(name, [.. loads.Select(load => load?.Busy)], [.. loads.Select(load => load?.MemoryUsed)], loads.LastOrDefault(load => load is not null)?.MemoryTotal);
}
