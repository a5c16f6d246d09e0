using System.Globalization;

namespace GpuNode.Machine;

/// <summary>What a machine has counted since it started, and holds now. What it does not tell is null.</summary>
/// <param name="BusyTicks">Processor time in use, all cores together.</param>
/// <param name="AllTicks">Processor time in all.</param>
/// <param name="MemoryUsed">Bytes that programs hold: without what the kernel would give back.</param>
/// <param name="DiskUsed">Bytes, of the disk that holds the agent's data.</param>
/// <param name="Received">Bytes over all networks but the loopback.</param>
public sealed record MachineCounters(
    long? BusyTicks, long? AllTicks, long? MemoryUsed, long? MemoryTotal, long? DiskUsed, long? DiskTotal, long? Received, long? Sent)
{
    /// <summary>Of this machine now. Linux tells all of it, other systems the disk alone.</summary>
    /// <param name="folder">On the disk that counts.</param>
    public static MachineCounters Now(string folder)
    {
        var (busy, all) = Processor(Lines("/proc/stat"));
        var (used, memory) = Memory(Lines("/proc/meminfo"));
        var (received, sent) = Network(Lines("/proc/net/dev"));
        var (taken, disk) = Disk(folder);
        return new(busy, all, used, memory, taken, disk, received, sent);
    }

    /// <summary>From the first line of <c>/proc/stat</c>: user, nice, system, idle, iowait, irq, softirq, steal (proc(5)).</summary>
    public static (long? Busy, long? All) Processor(IEnumerable<string> lines)
    {
        var ticks = lines.FirstOrDefault(line => line.StartsWith("cpu ", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToList();
        return ticks is { Count: >= 4 } ? (ticks.Sum() - ticks[3] - ticks.ElementAtOrDefault(4), ticks.Sum()) : (null, null);
    }

    /// <summary>From <c>/proc/meminfo</c>.</summary>
    public static (long? Used, long? Total) Memory(IEnumerable<string> lines)
    {
        var (total, available) = ((long?)null, (long?)null);
        foreach (var line in lines)
        {
            total = KernelLines.Bytes(line, "MemTotal:") ?? total;
            available = KernelLines.Bytes(line, "MemAvailable:") ?? available;
        }

        return (total - available, total);
    }

    /// <summary>From <c>/proc/net/dev</c>: bytes received stand first after the interface's name, bytes sent ninth.</summary>
    public static (long? Received, long? Sent) Network(IEnumerable<string> lines)
    {
        var counted = lines.Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2 && parts[0].Trim() != "lo")
            .Select(parts => parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length >= 9)
            .Select(fields => (Received: long.Parse(fields[0], CultureInfo.InvariantCulture), Sent: long.Parse(fields[8], CultureInfo.InvariantCulture))).ToList();
        return counted.Count == 0 ? (null, null) : (counted.Sum(pair => pair.Received), counted.Sum(pair => pair.Sent));
    }

    private static (long? Used, long? Total) Disk(string folder)
    {
        try
        {
            var drive = new DriveInfo(folder);
            return (drive.TotalSize - drive.TotalFreeSpace, drive.TotalSize);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, null);
        }
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
