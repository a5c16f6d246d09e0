using Orchestrator.Bench.Chaos;
using Orchestrator.CommandLine;
using Shared.Mlflow;

namespace Orchestrator.Bench.Dashboard;

/// <summary>What <c>bench dashboard</c> was asked for.</summary>
/// <param name="Epochs">Metric rows of each trial.</param>
/// <param name="Browser">Path of a Chromium.</param>
public sealed record DashboardBenchRequest(int Trials, int Epochs, int Slots, string Browser);

/// <summary><c>bench dashboard</c>: how fast a sweep's page opens, sorts, filters and brushes in a browser, and what it costs while a sweep runs. Prints the goals beside, and judges nothing.</summary>
public sealed class DashboardBench(DashboardBenchRequest request, Terminal terminal)
{
    private const int Openings = 5;
    // At 250 a second they must not end while they are measured.
    private const int FewestLive = 8_000;

    private static readonly string Metric = MetricSections.NameOf("value");

    public async Task RunAsync(CancellationToken cancellation)
    {
        Chromium.Require(request.Browser);
        var folder = Directory.CreateTempSubdirectory("experiments-dashboard-").FullName;
        try
        {
            await using var cluster = new ChaosCluster(folder, external: false, [request.Slots], ChaosNet.Loopback, terminal.Clock);
            await cluster.StartAsync(cancellation);
            var sweep = await TrainAsync(cluster, cancellation);
            await using var chromium = Chromium.Start(request.Browser, terminal.Clock);
            using var browser = await chromium.PageAsync(cancellation);
            await MeasuredPage.PrepareAsync(browser, cancellation);
            await MeasureAsync(new MeasuredPage(browser, PageOf(cluster, sweep), terminal.Clock), cancellation);
            await MeasureLiveAsync(cluster, browser, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> TrainAsync(ChaosCluster cluster, CancellationToken cancellation)
    {
        var started = terminal.Clock.GetTimestamp();
        var sweep = await NoopSweep.SubmitAsync(cluster.Client, NoopSweep.Yaml("bench", 0, request.Trials, request.Epochs), cancellation);
        await NoopSweep.EndAsync(cluster.Client, sweep, terminal.Clock, cancellation);
        // The agent sends in the background.
        using var http = new HttpClient { BaseAddress = cluster.Address, Timeout = TimeSpan.FromMinutes(2) };
        var wanted = (long)request.Trials * Math.Min(request.Epochs, 1000);
        while (Figures.Points(await http.GetByteArrayAsync($"api/sweeps/{sweep}/curves?metric={Uri.EscapeDataString(Metric)}&points=1000", cancellation)) < wanted)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), terminal.Clock, cancellation);
        }

        var seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds;
        await terminal.Out.WriteLineAsync($"{request.Trials:N0} trials with curves of {request.Epochs:N0} epochs, trained and tracked in {seconds:N0} s; {Load()}");
        return sweep;
    }

    private async Task MeasureAsync(MeasuredPage page, CancellationToken cancellation)
    {
        await page.OpenAsync(cancellation);
        var (files, bytes) = await page.WeightAsync(cancellation);
        Say("page weight before data", $"{bytes / 1024:N0} KiB in {files} files", "300 KiB");
        List<double[]> openings = [];
        for (var i = 0; i < Openings; i++)
        {
            openings.Add(await page.OpenAsync(cancellation));
        }

        double Median(int of) => Figures.Median(openings.Select(times => times[of]));
        Say("first paint, warm", $"{Median(0):N0} ms", "1,000 ms");
        Say("first row of the table", $"{Median(1):N0} ms", null);
        Say("curves drawn", $"{Median(2):N0} ms", null);
        Say("sort until painted", Times(await page.SortAsync(cancellation)), "50 ms");
        Say("filter until painted", $"{Times(await page.FilterAsync(cancellation))}, after its pause of {PageProbe.TypingPauseMs} ms for typing", "50 ms");
        var brushed = await page.BrushAsync(cancellation);
        Say("brush", $"{brushed.PerSecond:N0} frames/s, the longest gap {brushed.LongestMs:N0} ms; {brushed.WorkMs:N0} CPU ms a frame", "30 frames/s");
    }

    private async Task MeasureLiveAsync(ChaosCluster cluster, DevTools browser, CancellationToken cancellation)
    {
        var trials = Math.Max(request.Trials, FewestLive);
        var live = await new LiveCost(cluster, browser, trials, request.Slots, terminal.Clock).MeasureAsync(cancellation);
        Say($"live, one page of {trials:N0} trials", $"{live.Page:N2} of a core in the orchestrator, at {live.Rows:N0} changed rows/s", "0.1 at 250 rows/s");
        Say("the orchestrator with and without it", $"{live.With:N2} and {live.Without:N2} of a core, at {live.TrialsWith:N0} and {live.TrialsWithout:N0} trials/s", null);
        Say("the page's main thread meanwhile", $"{live.MainThread * 1000:N0} CPU ms a second", null);
        await terminal.Out.WriteLineAsync(Load());
    }

    private static string Times(List<double> ms) => $"{Figures.Median(ms):N0} ms, the fastest {ms.Min():N0}";

    private static Uri PageOf(ChaosCluster cluster, string sweep) => new(cluster.Address, $"sweeps/{sweep}");

    // One, five and fifteen minutes.
    private static string Load() => $"load average {string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ').Take(3))}";

    private void Say(string what, string figure, string? goal) => terminal.Out.WriteLine(goal is null ? $"{what,-40} {figure}" : $"{what,-40} {figure} (goal {goal})");
}
