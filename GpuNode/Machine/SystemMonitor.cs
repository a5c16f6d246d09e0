using System.Runtime.CompilerServices;
using GpuNode.Tracking;
using Shared.Wire;

namespace GpuNode.Machine;

/// <summary>Tells the run of every trial in work, once in an interval, what the machine does meanwhile.</summary>
/// <param name="folder">On the disk that counts.</param>
/// <param name="gpus">Null: GPUs are none of its business.</param>
/// <param name="runs">Of the trials that are in work.</param>
public sealed class SystemMonitor(string folder, TimeSpan interval, GpuLook? gpus, Func<IReadOnlyList<IRunLog>> runs, TimeProvider clock)
{
    // What a machine had counted when a trial was first seen; gone with the run.
    private readonly ConditionalWeakTable<IRunLog, MachineCounters> _first = [];

    /// <summary>Completes when it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval, clock);
        var before = MachineCounters.Now(folder);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                var now = MachineCounters.Now(folder);
                await TellAsync(before, now, cancellation);
                before = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The agent leaves.
        }
    }

    private async Task TellAsync(MachineCounters before, MachineCounters now, CancellationToken cancellation)
    {
        // A trial shorter than the interval has nothing of it.
        var known = runs().Where(run => !_first.TryAdd(run, before)).ToList();
        if (known.Count == 0)
        {
            return;
        }

        var readings = gpus is null ? [] : await gpus.LatelyAsync(cancellation);
        var at = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var run in known)
        {
            _first.TryGetValue(run, out var first);
            run.Row(new MetricRow { TimestampMs = at, Metrics = { SystemMetrics.Of(first ?? before, before, now, readings) } });
        }
    }
}
