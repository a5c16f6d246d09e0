using System.Globalization;

namespace GpuNode.Machine;

/// <summary>The memory of one GPU, in bytes, as its driver counts it.</summary>
/// <param name="Processes">What each process holds, by its id; empty where the driver does not tell, as in some containers.</param>
public sealed record GpuMemory(string Device, long Total, long Used, IReadOnlyDictionary<int, long> Processes)
{
    private const string Gpus = "--query-gpu=index,uuid,memory.total,memory.used";
    private const string Computing = "--query-compute-apps=gpu_uuid,pid,used_memory";

    /// <summary>Of every GPU that the driver lists.</summary>
    public static async Task<IReadOnlyList<GpuMemory>> AllAsync(CancellationToken cancellation) =>
        Of(await NvidiaSmi.AskAsync(Gpus, cancellation), await NvidiaSmi.AskAsync(Computing, cancellation));

    /// <summary>From lines of <c>0, GPU-6f…, 81559, 1024</c> and of <c>GPU-6f…, 4711, 640</c>, in mebibytes; what is not told is <c>[N/A]</c>.</summary>
    public static IReadOnlyList<GpuMemory> Of(IReadOnlyList<string[]> gpus, IReadOnlyList<string[]> processes) =>
    [
        .. from gpu in gpus
           where gpu.Length == 4 && Bytes(gpu[2]) is not null && Bytes(gpu[3]) is not null
           let held = processes.Where(process => process.Length == 3 && process[0] == gpu[1] && Bytes(process[2]) is not null)
           select new GpuMemory(
               $"cuda:{gpu[0]}", Bytes(gpu[2])!.Value, Bytes(gpu[3])!.Value,
               held.GroupBy(process => int.Parse(process[1], CultureInfo.InvariantCulture)).ToDictionary(process => process.Key, process => process.Sum(one => Bytes(one[2])!.Value))),
    ];

    private static long? Bytes(string mebibytes) => long.TryParse(mebibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number << 20 : null;
}
