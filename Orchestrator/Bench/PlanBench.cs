using System.Diagnostics;
using Orchestrator.Sweeps;
using Shared.Catalogues;

namespace Orchestrator.Bench;

/// <summary>How long a grid of a million trials takes from YAML to plan, and what it allocates.</summary>
public static class PlanBench
{
    private const string Free = """
        name: million
        experiment: noop
        parameters:
          index: { from: 1, to: 1000, step: 1 }
          epochs: { from: 1, to: 1000, step: 1 }
        """;

    // Ties the axes together and keeps every second of two million points.
    private const string Coupled = """
        name: million-coupled
        experiment: noop
        parameters:
          index: { from: 1, to: 2000, step: 1 }
          epochs: { from: 1, to: 1000, step: 1 }
        constraints:
          - (index + epochs) % 2 == 0
        """;

    /// <summary>Plans a million trials, free or tied together by a constraint.</summary>
    public static PlanDto Plan(bool coupled, Catalogue catalogue)
    {
        var result = SweepFile.Parse(coupled ? Coupled : Free, catalogue);
        return SweepPlan.Of(result.Spec!, result.Grid!);
    }

    /// <summary>Two lines a grid, the first of them cold.</summary>
    public static void Run(Catalogue catalogue, TextWriter output)
    {
        foreach (var coupled in new[] { false, true, false, true })
        {
            var (bytes, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            var plan = Plan(coupled, catalogue);
            var (milliseconds, allocated) = (Stopwatch.GetElapsedTime(started).TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - bytes);
            output.WriteLine($"plan {(coupled ? "coupled" : "free"),-8} {plan.Trials:N0} trials in {milliseconds:N0} ms, {allocated / 1024.0 / 1024.0:N1} MiB allocated");
        }
    }
}
