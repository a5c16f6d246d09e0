using System.Diagnostics;
using Orchestrator.Bench.Chaos;

namespace Orchestrator.Bench.Dashboard;

/// <summary>
/// What an open page costs while a sweep runs: the orchestrator's processor time with it and without it, turn by turn, so that a busy machine disturbs both alike.
/// </summary>
internal sealed class LiveCost(ChaosCluster cluster, DevTools browser, MeasuredPage page, TimeProvider clock)
{
    /// <summary>Trials that end in each second.</summary>
    public const int Rate = 250;

    private const int Rounds = 4;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    // The first table and all curves have been sent by then.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Trials that a sweep needs in order not to end before the last round, on a machine that opens a page within some seconds.</summary>
    public static int TrialsNeeded => (int)(Rounds * (2 * (Window + Settling).TotalSeconds + 8) * Rate);

    /// <param name="finished">How many trials have finished.</param>
    public async Task<LiveFigures> MeasureAsync(Func<Task<int>> finished, CancellationToken cancellation)
    {
        var (without, with) = (new List<LiveWindow>(), new List<LiveWindow>());
        for (var round = 0; round < Rounds; round++)
        {
            await page.LeaveAsync(cancellation);
            without.Add(await WindowAsync(finished, open: false, cancellation));
            await page.OpenAsync(cancellation);
            with.Add(await WindowAsync(finished, open: true, cancellation));
        }

        return LiveFigures.Of(without, with);
    }

    private async Task<LiveWindow> WindowAsync(Func<Task<int>> finished, bool open, CancellationToken cancellation)
    {
        await Task.Delay(Settling, clock, cancellation);
        var before = await SampleAsync(finished, open, cancellation);
        await Task.Delay(Window, clock, cancellation);
        return (await SampleAsync(finished, open, cancellation)).Since(before);
    }

    private async Task<LiveWindow> SampleAsync(Func<Task<int>> finished, bool open, CancellationToken cancellation)
    {
        using var orchestrator = Process.GetProcessById(cluster.OrchestratorProcess);
        var (rows, thread) = open ? (await browser.NumberAsync("bench.changed", cancellation), await browser.MainThreadAsync(cancellation)) : (0, 0);
        return new LiveWindow(clock.GetTimestamp() / (double)clock.TimestampFrequency, orchestrator.TotalProcessorTime.TotalSeconds, await finished(), rows, thread);
    }
}
