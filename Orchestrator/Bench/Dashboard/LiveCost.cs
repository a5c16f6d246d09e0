using System.Diagnostics;
using Orchestrator.Bench.Chaos;

namespace Orchestrator.Bench.Dashboard;

/// <summary>
/// What an open page costs while a sweep runs: the orchestrator's processor time without it and with it, turn by turn, so that a busy machine disturbs both alike.
/// Each round has a sweep of its own, for one ends soon at this rate.
/// </summary>
internal sealed class LiveCost(ChaosCluster cluster, DevTools browser, int trials, int slots, TimeProvider clock)
{
    /// <summary>Trials that end in each second, where the machine can.</summary>
    private const int Rate = 250;

    private const int Rounds = 4;
    private const int Rows = 10;
    // A bare trial's way through a slot, which is no part of its sleep.
    private const double TurnaroundMs = 5;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    // The first table and all curves have been sent by then.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public async Task<LiveFigures> MeasureAsync(CancellationToken cancellation)
    {
        var (without, with) = (new List<LiveWindow>(), new List<LiveWindow>());
        for (var round = 1; round <= Rounds; round++)
        {
            var sweep = await BeginAsync(round, cancellation);
            var page = new MeasuredPage(browser, new Uri(cluster.Address, $"sweeps/{sweep}"), clock);
            await page.LeaveAsync(cancellation);
            without.Add(await WindowAsync(sweep, open: false, cancellation));
            await page.OpenAsync(cancellation);
            with.Add(await WindowAsync(sweep, open: true, cancellation));
            await cluster.Client.CancelAsync(sweep, cancellation);
        }

        return LiveFigures.Of(without, with);
    }

    private async Task<string> BeginAsync(int round, CancellationToken cancellation)
    {
        var sleep = Math.Max(0, (1000.0 * slots / Rate) - TurnaroundMs) / Rows;
        var sweep = await NoopSweep.SubmitAsync(cluster.Client, NoopSweep.Yaml($"live-{round}", round * trials, trials, Rows, sleep), cancellation);
        await NoopSweep.UntilAsync(cluster.Client, sweep, seen => seen.Trials.Finished >= Rate, clock, cancellation);
        return sweep;
    }

    private async Task<LiveWindow> WindowAsync(string sweep, bool open, CancellationToken cancellation)
    {
        await Task.Delay(Settling, clock, cancellation);
        var before = await SampleAsync(sweep, open, cancellation);
        await Task.Delay(Window, clock, cancellation);
        return (await SampleAsync(sweep, open, cancellation)).Since(before);
    }

    private async Task<LiveWindow> SampleAsync(string sweep, bool open, CancellationToken cancellation)
    {
        using var orchestrator = Process.GetProcessById(cluster.OrchestratorProcess);
        var (rows, thread) = open ? (await browser.NumberAsync("bench.changed", cancellation), await browser.MainThreadAsync(cancellation)) : (0, 0);
        var finished = (await cluster.Client.SweepAsync(sweep, cancellation)).Trials.Finished;
        return new LiveWindow(clock.GetTimestamp() / (double)clock.TimestampFrequency, orchestrator.TotalProcessorTime.TotalSeconds, finished, rows, thread);
    }
}
