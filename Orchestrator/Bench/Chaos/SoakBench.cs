using System.Diagnostics;
using System.Globalization;
using Orchestrator.Api;
using Orchestrator.CommandLine;

namespace Orchestrator.Bench.Chaos;

/// <summary>
/// <c>bench soak</c>: one long sweep of no-op trials through an orchestrator that is a process of its own: what a trial costs at the beginning and at the end, whether its memory grows, what
/// it writes, and how long it takes to come back when it is killed on the way.
/// </summary>
public sealed class SoakBench(Terminal terminal)
{
    private const int Windows = 10;

    /// <summary>A trial at the end may cost so much more than one at the beginning.</summary>
    private const double MostCost = 1.3;

    /// <summary>And so much more memory is held after the last trial than when two thirds were done: by then all that is kept ready is there.</summary>
    private const double MostMemory = 1.15;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <returns>An exit code: 1 where cost or memory grow, or a trial is missing.</returns>
    public async Task<int> RunAsync(int trials, int slots, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("experiments-soak-").FullName;
        try
        {
            await using var cluster = new ChaosCluster(folder, external: false, [slots], ChaosNet.Loopback, terminal.Clock);
            await cluster.StartAsync(cancellation);
            // Just-in-time compilation is no cost of a trial.
            await UntilAsync(cluster, await SubmitAsync(cluster, "warm-up", Math.Min(trials, 2_000), cancellation), sweep => SweepStates.Ended(sweep.State), cancellation);
            return await MeasureAsync(cluster, Path.Combine(folder, "orchestrator"), trials, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<int> MeasureAsync(ChaosCluster cluster, string data, int trials, CancellationToken cancellation)
    {
        var (journal, tracking) = (Size(data, "journal.db"), Size(data, "tracking.db"));
        var sweep = await SubmitAsync(cluster, "soak", trials, cancellation);
        List<Window> windows = [];
        var before = Sample.Of(cluster, await cluster.Client.SweepAsync(sweep, cancellation), terminal.Clock);
        for (var window = 1; window <= Windows; window++)
        {
            var goal = (int)((long)trials * window / Windows);
            var seen = await UntilAsync(cluster, sweep, dto => dto.Trials.Finished >= goal, cancellation);
            windows.Add(new Window(before, Sample.Of(cluster, seen, terminal.Clock)));
            Say($"{windows[^1]}; journal {(Size(data, "journal.db") - journal) / (double)seen.Trials.Finished:N0} bytes a trial, tracking store {(Size(data, "tracking.db") - tracking) / (double)seen.Trials.Finished:N0}");
            if (window is 1 or Windows / 2 or Windows)
            {
                await KillAsync(cluster, sweep, seen.Trials.Finished, cancellation);
            }

            before = Sample.Of(cluster, await cluster.Client.SweepAsync(sweep, cancellation), terminal.Clock);
        }

        return Judge(windows, await UntilAsync(cluster, sweep, dto => SweepStates.Ended(dto.State), cancellation));
    }

    private int Judge(IReadOnlyList<Window> windows, SweepDto sweep)
    {
        var (cost, memory) = (windows[^1].Cost / windows[0].Cost, (double)windows[^1].After.Memory / windows[(Windows * 2 / 3) - 1].After.Memory);
        Say($"a trial costs {cost:N2} x at the end of what it costs at the beginning (at most {MostCost:N1}); memory is {memory:N2} x of what it was at two thirds (at most {MostMemory:N2})");
        Say($"{sweep.Trials.Finished:N0} of {sweep.Trials.Total:N0} trials finished");
        return sweep.Trials.Finished == sweep.Trials.Total && cost <= MostCost && memory <= MostMemory ? ExitCodes.Success : ExitCodes.TrialsFailed;
    }

    // Until it answers, knows all that was finished, and, where something is left to do, the first new trial has ended.
    private async Task KillAsync(ChaosCluster cluster, string sweep, int finished, CancellationToken cancellation)
    {
        var started = terminal.Clock.GetTimestamp();
        cluster.Strike(new Blow(default, Victim.Orchestrator, Deed.Kill, TimeSpan.Zero, 0));
        var first = await UntilAsync(cluster, sweep, dto => dto.Trials.Finished >= finished, cancellation);
        var answered = terminal.Clock.GetElapsedTime(started);
        if (!SweepStates.Ended(first.State))
        {
            await UntilAsync(cluster, sweep, dto => dto.Trials.Finished > first.Trials.Finished, cancellation);
        }

        Say($"killed at {finished:N0}: knows all of them again after {answered.TotalSeconds:N1} s, trials end again after {terminal.Clock.GetElapsedTime(started).TotalSeconds:N1} s");
    }

    private static async Task<string> SubmitAsync(ChaosCluster cluster, string name, int trials, CancellationToken cancellation) =>
        (await cluster.Client.SubmitAsync(NoopSweep.Yaml(name, 0, trials), fresh: true, cancellation)).Submitted!.Id;

    private async Task<SweepDto> UntilAsync(ChaosCluster cluster, string sweep, Func<SweepDto, bool> wanted, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (await cluster.Client.SweepAsync(sweep, cancellation) is var seen && wanted(seen))
                {
                    return seen;
                }
            }
            catch (Exception away) when (away is HttpRequestException or RefusalException)
            {
                // It was killed, and comes back.
            }

            await Task.Delay(Pause, terminal.Clock, cancellation);
        }
    }

    // With its write-ahead log.
    private static long Size(string data, string file) => new DirectoryInfo(data).GetFiles($"{file}*").Sum(one => one.Length);

    private void Say(string line) => terminal.Out.WriteLine(line);

    /// <summary>The orchestrator's process at one moment.</summary>
    private sealed record Sample(long At, int Finished, TimeSpan Processor, long Memory)
    {
        public static Sample Of(ChaosCluster cluster, SweepDto sweep, TimeProvider clock)
        {
            using var process = Process.GetProcessById(cluster.OrchestratorProcess);
            return new Sample(clock.GetTimestamp(), sweep.Trials.Finished, process.TotalProcessorTime, process.WorkingSet64);
        }
    }

    /// <summary>What happened between two samples of one life of the process.</summary>
    private sealed record Window(Sample Before, Sample After)
    {
        /// <summary>CPU milliseconds a trial, tracking server within.</summary>
        public double Cost => (After.Processor - Before.Processor).TotalMilliseconds / (After.Finished - Before.Finished);

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Before.Finished,7:N0} to {After.Finished,7:N0} trials: {Cost:N2} CPU ms a trial, {(After.Finished - Before.Finished) / ((After.At - Before.At) / (double)Stopwatch.Frequency):N0} trials/s, {After.Memory / 1048576.0:N0} MiB");
    }
}
