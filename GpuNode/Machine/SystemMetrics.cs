using Shared.Mlflow;
using Shared.Wire;

namespace GpuNode.Machine;

/// <summary>Names what a machine does as MLflow's clients do, so that its page shows it under system metrics. Pure.</summary>
public static class SystemMetrics
{
    private const double Megabyte = 1e6;

    // nvidia-smi counts in 2^20 bytes, MLflow in 10^6.
    private const double Mebibyte = 1.048576;

    /// <summary>Seconds between samples where nothing else is asked for; 0: none. MLflow's own variables count, but what is not switched off is on.</summary>
    public static double UsualSeconds(Func<string, string?> variable) => MlflowEnvironment.Flag("MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING", usual: true, variable)
        ? MlflowEnvironment.Number("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", 10, variable)
        : 0;

    /// <param name="first">When the trial began: networks are counted from there.</param>
    /// <param name="before">The sample before this one: processor time is that in between.</param>
    public static IReadOnlyList<Metric> Of(MachineCounters first, MachineCounters before, MachineCounters now, IReadOnlyList<GpuReading> gpus) =>
        [.. Machine(first, before, now).Concat(gpus.SelectMany(Gpu)).Where(pair => pair.Value is { } value && double.IsFinite(value))
            .Select(pair => new Metric { Name = MetricSections.System + pair.Name, Value = pair.Value!.Value })];

    private static IEnumerable<(string Name, double? Value)> Machine(MachineCounters first, MachineCounters before, MachineCounters now) =>
    [
        ("cpu_utilization_percentage", Percent(now.BusyTicks - before.BusyTicks, now.AllTicks - before.AllTicks)),
        ("system_memory_usage_megabytes", now.MemoryUsed / Megabyte),
        ("system_memory_usage_percentage", Percent(now.MemoryUsed, now.MemoryTotal)),
        ("disk_usage_megabytes", now.DiskUsed / Megabyte),
        ("disk_usage_percentage", Percent(now.DiskUsed, now.DiskTotal)),
        ("disk_available_megabytes", (now.DiskTotal - now.DiskUsed) / Megabyte),
        ("network_receive_megabytes", (now.Received - first.Received) / Megabyte),
        ("network_transmit_megabytes", (now.Sent - first.Sent) / Megabyte),
    ];

    private static IEnumerable<(string Name, double? Value)> Gpu(GpuReading gpu) =>
    [
        ($"gpu_{gpu.Index}_utilization_percentage", gpu.Utilization),
        ($"gpu_{gpu.Index}_memory_usage_megabytes", gpu.MemoryUsed * Mebibyte),
        ($"gpu_{gpu.Index}_memory_usage_percentage", Percent(gpu.MemoryUsed, gpu.MemoryTotal)),
        ($"gpu_{gpu.Index}_power_usage_watts", gpu.Power),
        ($"gpu_{gpu.Index}_power_usage_percentage", Percent(gpu.Power, gpu.PowerLimit)),
    ];

    private static double? Percent(double? part, double? whole) => whole > 0 ? 100 * part / whole : null;
}
