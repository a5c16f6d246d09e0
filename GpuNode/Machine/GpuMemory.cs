using System.Globalization;

namespace GpuNode.Machine;

/// <summary>The memory of one GPU, in bytes, as its driver counts it.</summary>
/// <param name="Processes">What each process holds, by its id; empty where the driver does not tell, as in some containers.</param>
public sealed record GpuMemory(string Device, long Total, long Used, IReadOnlyDictionary<int, long> Processes)
{
    private const string Computing = "--query-compute-apps=gpu_uuid,pid,used_memory";

    /// <summary>Of some GPUs, with what each process holds of them now.</summary>
    public static async Task<IReadOnlyList<GpuMemory>> OfAsync(IReadOnlyList<GpuReading> gpus, CancellationToken cancellation) =>
        gpus.Count == 0 ? [] : Of(gpus, await NvidiaSmi.AskAsync(Computing, cancellation));

    /// <summary>From GPUs and lines of <c>GPU-6f…, 4711, 640</c>, in mebibytes; what is not told is <c>[N/A]</c>.</summary>
    public static IReadOnlyList<GpuMemory> Of(IReadOnlyList<GpuReading> gpus, IReadOnlyList<string[]> processes) =>
    [
        .. from gpu in gpus
           where gpu is { MemoryTotal: not null, MemoryUsed: not null }
           let held = processes.Where(process => process.Length == 3 && process[0] == gpu.Uuid && Bytes(process[2]) is not null)
           select new GpuMemory(
               FormattableString.Invariant($"cuda:{gpu.Index}"), (long)gpu.MemoryTotal!.Value << 20, (long)gpu.MemoryUsed!.Value << 20,
               held.GroupBy(process => int.Parse(process[1], CultureInfo.InvariantCulture)).ToDictionary(process => process.Key, process => process.Sum(one => Bytes(one[2])!.Value))),
    ];

    private static long? Bytes(string mebibytes) => long.TryParse(mebibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number << 20 : null;
}
