namespace Orchestrator.Bench.Tracking;

/// <summary>What people read: searches by a metric, and a long history.</summary>
internal sealed class ReadingRows(TrackingBenchOptions options)
{
    private const int Page = 100;

    private static readonly (string What, string? Filter, string? Order)[] Searches =
    [
        ("newest", null, null),
        ("loss < 0.5 by loss", "metrics.loss < 0.5", "metrics.loss ASC"),
        ("best accuracy first", null, "metrics.accuracy DESC"),
        ("accuracy > 0.999", "metrics.accuracy > 0.999", null),
    ];

    public async Task RunAsync(BenchTarget target, BenchData data, CancellationToken cancellation)
    {
        foreach (var (runs, experiment) in data.Experiments)
        {
            foreach (var (what, filter, order) in Searches)
            {
                await target.MeasureAsync(
                    $"search {runs:N0} runs, {what}",
                    clients: 1,
                    options.Time,
                    _ => target.Client.SearchRunsAsync([experiment], filter, order is null ? null : [order], Page, cancellation: cancellation),
                    rate => $", {BenchTarget.Number(1000 / rate)} ms each",
                    cancellation);
            }
        }

        var points = 0;
        await target.TimeAsync(
            $"history of {options.Points:N0} points",
            async () => points = (await target.Client.GetMetricHistoryAsync(data.LongRun, BenchData.LongMetric, cancellation)).Count,
            seconds => $", {points / seconds:N0} points a second");
    }
}
