using Shared.Mlflow;

namespace Orchestrator.Bench.Tracking;

/// <summary>What clients write while they train: batches of metrics, and new runs.</summary>
internal sealed class LoggingRows(TrackingBenchOptions options, string experiment)
{
    private static readonly int[] BatchSizes = [1, 10, 100, 1000];

    public async Task RunAsync(BenchTarget target, CancellationToken cancellation)
    {
        foreach (var size in BatchSizes)
        {
            foreach (var clients in options.Clients)
            {
                await BatchesAsync(target, size, clients, cancellation);
            }
        }

        foreach (var clients in options.Clients)
        {
            await target.MeasureAsync("create-run", clients, options.Time, _ => NewRunAsync(target.Client, cancellation), null, cancellation);
        }
    }

    // Each client has a run of its own and ten metrics in it, and no point comes twice.
    private async Task BatchesAsync(BenchTarget target, int size, int clients, CancellationToken cancellation)
    {
        var runs = new string[clients];
        for (var i = 0; i < clients; i++)
        {
            runs[i] = await NewRunAsync(target.Client, cancellation);
        }

        var steps = new long[clients];
        await target.MeasureAsync(
            $"log-batch of {size:N0}",
            clients,
            options.Time,
            number => target.Client.LogBatchAsync(runs[number], Batch(size, steps[number]++), cancellation: cancellation),
            size == 1 ? null : rate => $", {rate * size:N0} metrics a second",
            cancellation);
    }

    private async Task<string> NewRunAsync(MlflowClient client, CancellationToken cancellation) =>
        (await client.CreateRunAsync(experiment, DateTimeOffset.UnixEpoch, "bench", cancellation: cancellation)).Info.RunId;

    private static MetricPoint[] Batch(int size, long batch)
    {
        var points = new MetricPoint[size];
        for (var i = 0; i < size; i++)
        {
            var step = (batch * size) + i;
            points[i] = new MetricPoint($"metric-{i % 10}", Math.Sin(step), step, step);
        }

        return points;
    }
}
