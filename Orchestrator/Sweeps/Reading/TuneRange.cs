using System.Globalization;

namespace Orchestrator.Sweeps.Reading;

/// <summary>What may be set by hand while a sweep runs: the same bounds as in its file.</summary>
public static class TuneRange
{
    /// <summary>What is out of range, in one line; null where nothing is.</summary>
    public static string? Fault(int? maxParallel, int? priority, double? weight) =>
        maxParallel is < 0 or > PolicyReader.MostParallel ? $"max_parallel {maxParallel} is not possible (0 to {PolicyReader.MostParallel:N0}; 0: no cap)"
        : priority is < -PolicyReader.HighestPriority or > PolicyReader.HighestPriority ? $"priority {priority} is not possible (-{PolicyReader.HighestPriority} to {PolicyReader.HighestPriority})"
        : weight is { } share && !(share >= 1 / PolicyReader.LargestWeight && share <= PolicyReader.LargestWeight)
            ? string.Create(CultureInfo.InvariantCulture, $"weight {share} is not possible ({1 / PolicyReader.LargestWeight} to {PolicyReader.LargestWeight})")
        : null;
}
