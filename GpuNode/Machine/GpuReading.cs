using System.Globalization;

namespace GpuNode.Machine;

/// <summary>What one GPU does now, as its driver tells; what it does not tell is null.</summary>
/// <param name="Uuid">The driver's own name of it.</param>
/// <param name="Utilization">Percent of the last moment in which a kernel ran.</param>
/// <param name="MemoryUsed">Mebibytes, and so is the total.</param>
/// <param name="Power">Watts.</param>
public sealed record GpuReading(int Index, string Uuid, double? Utilization, double? MemoryUsed, double? MemoryTotal, double? Power, double? PowerLimit)
{
    internal const string Query = "--query-gpu=index,uuid,utilization.gpu,memory.used,memory.total,power.draw,power.limit";

    /// <summary>From lines of <c>0, GPU-6f…, 37, 1024, 24576, 120.50, 350.00</c>; a figure that a card lacks is <c>[N/A]</c>.</summary>
    public static IReadOnlyList<GpuReading> Of(IReadOnlyList<string[]> lines) =>
    [
        .. lines.Where(fields => fields.Length == 7 && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(fields => new GpuReading(
                int.Parse(fields[0], CultureInfo.InvariantCulture), fields[1], Number(fields[2]), Number(fields[3]), Number(fields[4]), Number(fields[5]), Number(fields[6]))),
    ];

    private static double? Number(string field) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
