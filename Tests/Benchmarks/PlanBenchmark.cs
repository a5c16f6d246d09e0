using System.Diagnostics;
using Orchestrator.Sweeps;
using Tests.Support;

namespace Tests.Benchmarks;

/// <summary>How long a grid of a million trials takes from YAML to plan, and what it allocates; not a test, because a shared machine's clock proves nothing.</summary>
internal static class PlanBenchmark
{
    private const string Free = """
        name: million
        experiment: everything
        dataset: mnist
        parameters:
          a: { from: 1, to: 100, step: 1 }
          b: { from: 1, to: 100, step: 1 }
          c: { from: 1, to: 100, step: 1 }
        """;

    // Ties all three together and keeps every second of two million.
    private const string Coupled = """
        name: million-coupled
        experiment: everything
        dataset: mnist
        parameters:
          a: { from: 1, to: 200, step: 1 }
          b: { from: 1, to: 100, step: 1 }
          c: { from: 1, to: 100, step: 1 }
        constraints:
          - (a + b + c) % 2 == 0
        """;

    /// <summary>Plans a million trials, free or tied together by a constraint.</summary>
    public static PlanDto Plan(bool coupled)
    {
        var result = SweepFile.Parse(coupled ? Coupled : Free, Some.Catalogue());
        return SweepPlan.Of(result.Spec!, result.Grid!);
    }

    /// <summary>One line a grid: wall time, allocated bytes.</summary>
    public static void Run(TextWriter output)
    {
        foreach (var coupled in new[] { false, true, false, true })
        {
            var (bytes, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
            var plan = Plan(coupled);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
            output.WriteLine($"plan {(coupled ? "coupled" : "free"),-8} {plan.Trials:N0} trials in {watch.Elapsed.TotalMilliseconds:N0} ms, {allocated / 1024.0 / 1024.0:N1} MiB allocated");
        }
    }
}
