using System.Diagnostics;
using System.Globalization;
using Orchestrator.Bench.Chaos;

namespace Orchestrator.Bench;

/// <summary>What the processes have used until a moment.</summary>
internal sealed record LoadMoment(long At, int Finished, LoadUse Orchestrator, LoadUse Tracking, LoadUse Agents, double Machine)
{
    public static LoadMoment Of(ChaosCluster cluster, int finished, TimeProvider clock) =>
        new(clock.GetTimestamp(), finished, LoadUse.Of(cluster.OrchestratorProcess), LoadUse.Of(cluster.TrackingProcess), LoadUse.Of(cluster.AgentProcesses), BusySeconds());

    // All that the machine's processors did, whoever wanted it; a hundredth of a second is a tick. The fourth and the fifth are those without work.
    private static double BusySeconds() =>
        File.Exists("/proc/stat") ? File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Where((_, place) => place is not (3 or 4)).Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / 100.0 : 0;
}

/// <param name="Memory">The most that was resident at a time.</param>
internal sealed record LoadUse(TimeSpan Processor, long Memory)
{
    /// <summary>Of several processes together.</summary>
    public static LoadUse Of(params IEnumerable<int> processes) => processes.Select(OfOne).Aggregate((sum, one) => new(sum.Processor + one.Processor, sum.Memory + one.Memory));

    private static LoadUse OfOne(int id)
    {
        using var process = Process.GetProcessById(id);
        return new(process.TotalProcessorTime, process.PeakWorkingSet64);
    }
}

/// <summary>Between two moments.</summary>
internal sealed record LoadWindow(LoadMoment Before, LoadMoment After)
{
    public double Seconds => Stopwatch.GetElapsedTime(Before.At, After.At).TotalSeconds;

    public int Trials => After.Finished - Before.Finished;

    /// <summary>Processors that were busy with it.</summary>
    public double Cores(Func<LoadMoment, LoadUse> by) => (by(After).Processor - by(Before).Processor).TotalSeconds / Seconds;

    /// <summary>Processors that were busy with anything on this machine.</summary>
    public double Busy => (After.Machine - Before.Machine) / Seconds;

    /// <summary>Processor milliseconds a trial.</summary>
    public double Cost(Func<LoadMoment, LoadUse> by) => Cores(by) * Seconds * 1000 / Trials;
}
