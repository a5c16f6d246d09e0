using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Bench.Dashboard;

/// <summary>The page of one sweep in a browser, as it is used: opened, sorted, filtered, brushed.</summary>
internal sealed class MeasuredPage(DevTools browser, Uri address, TimeProvider clock)
{
    private const int Turns = 9;

    private static readonly TimeSpan Dragging = TimeSpan.FromSeconds(3);
    // What a mouse sends at most.
    private static readonly TimeSpan BetweenMoves = TimeSpan.FromMilliseconds(8);
    // Until the charts that follow a change have been drawn, too.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(700);

    /// <summary>Once, before anything else.</summary>
    public static async Task PrepareAsync(DevTools browser, CancellationToken cancellation)
    {
        await browser.CallAsync("Page.enable", [], cancellation);
        await browser.CallAsync("Performance.enable", new JsonObject { ["timeDomain"] = "threadTicks" }, cancellation);
        await browser.CallAsync("Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = PageProbe.Script }, cancellation);
    }

    /// <summary>Opens it, and waits until table and curves are drawn.</summary>
    /// <returns>First paint, first row and curves, in ms after it was asked for.</returns>
    public async Task<double[]> OpenAsync(CancellationToken cancellation)
    {
        await LeaveAsync(cancellation);
        await browser.CallAsync("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri }, cancellation);
        return Numbers(await browser.EvaluateAsync("bench.loaded()", cancellation));
    }

    /// <summary>Closes it: its connections end.</summary>
    public Task LeaveAsync(CancellationToken cancellation) => browser.CallAsync("Page.navigate", new JsonObject { ["url"] = "about:blank" }, cancellation);

    /// <returns>Its files, and their bytes on the wire.</returns>
    public async Task<(int Files, double Bytes)> WeightAsync(CancellationToken cancellation) =>
        Numbers(await browser.EvaluateAsync("bench.weight()", cancellation)) is [var files, var bytes] ? ((int)files, bytes) : default;

    /// <returns>From each click on a column's head until the rows are painted, in ms.</returns>
    public Task<List<double>> SortAsync(CancellationToken cancellation) =>
        EachAsync(turn => $"bench.sort({(turn % 2 == 0 ? "false" : "true")})", cancellation);

    /// <returns>From each filter that has been typed until the rows are painted, in ms.</returns>
    public async Task<List<double>> FilterAsync(CancellationToken cancellation)
    {
        var seen = await EachAsync(turn => string.Create(CultureInfo.InvariantCulture, $"bench.filter('value < 0.{Turns - turn}')"), cancellation);
        await browser.EvaluateAsync("bench.filter('')", cancellation);
        return seen.ConvertAll(ms => Math.Max(0, ms - PageProbe.TypingPauseMs));
    }

    /// <summary>Moves an interval on the value's axis up and down for some seconds.</summary>
    public async Task<Brushed> BrushAsync(CancellationToken cancellation)
    {
        var axis = Numbers(await browser.EvaluateAsync("bench.axis()", cancellation));
        await Task.Delay(Rest, clock, cancellation);
        double Y(double share) => axis[1] + (axis[2] * share);
        await DragAsync(axis[0], Y(0.35), Y(0.65), cancellation);
        await Task.Delay(Rest, clock, cancellation);

        await browser.MouseAsync("mousePressed", axis[0], Y(0.5), cancellation);
        var (from, busy) = (await browser.NumberAsync("performance.now()", cancellation), await browser.MainThreadAsync(cancellation));
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) is var elapsed && elapsed < Dragging)
        {
            await browser.MoveOnAsync(axis[0], Y(0.5 + (0.3 * Math.Sin(elapsed.TotalSeconds * 4))), cancellation);
            await Task.Delay(BetweenMoves, clock, cancellation);
        }

        busy = await browser.MainThreadAsync(cancellation) - busy;
        var to = await browser.NumberAsync("performance.now()", cancellation);
        await browser.MouseAsync("mouseReleased", axis[0], Y(0.5), cancellation);
        return Brushed.Of(Numbers(await browser.EvaluateAsync("bench.frames", cancellation)), from, to, 1000 * busy);
    }

    private async Task DragAsync(double x, double from, double to, CancellationToken cancellation)
    {
        await browser.MouseAsync("mousePressed", x, from, cancellation);
        await browser.MouseAsync("mouseMoved", x, (from + to) / 2, cancellation);
        await browser.MouseAsync("mouseMoved", x, to, cancellation);
        await browser.MouseAsync("mouseReleased", x, to, cancellation);
    }

    private async Task<List<double>> EachAsync(Func<int, string> expression, CancellationToken cancellation)
    {
        List<double> seen = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            await Task.Delay(Rest, clock, cancellation);
            seen.Add(await browser.NumberAsync(expression(turn), cancellation));
        }

        return seen;
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
