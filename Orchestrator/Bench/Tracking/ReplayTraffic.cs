using System.Globalization;
using Shared.Mlflow;

namespace Orchestrator.Bench.Tracking;

/// <summary>What one slot's trials send in the course of a sweep, in the order and the pieces in which a node's outbox sends it, without the time in between.</summary>
/// <param name="client">Of the server that takes it.</param>
/// <param name="experiment">Its id.</param>
internal sealed class ReplayTraffic(MlflowClient client, string experiment)
{
    /// <summary>A trial of so many minutes, of one epoch each.</summary>
    public const int TrialMinutes = 30;

    private const int SamplesAMinute = 6;

    // The sizes of a loss chart, a row of reconstructions and a page of them.
    private static readonly byte[][] Pictures = [new byte[20_000], new byte[8_000], new byte[100_000]];

    private static readonly string[] Machine =
    [
        "cpu_utilization_percentage", "system_memory_usage_megabytes", "system_memory_usage_percentage", "disk_usage_megabytes", "disk_usage_percentage", "disk_available_megabytes",
        "network_receive_megabytes", "network_transmit_megabytes", "gpu_0_utilization_percentage", "gpu_0_memory_usage_megabytes", "gpu_0_memory_usage_percentage", "gpu_0_power_usage_watts",
    ];

    /// <param name="trial">Its number in the sweep.</param>
    /// <param name="began">When it would have begun, in Unix milliseconds.</param>
    /// <returns>The metric points that it sent.</returns>
    public async Task<long> TrialAsync(int trial, long began, CancellationToken cancellation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{trial:D4}");
        var run = (await client.CreateRunAsync(experiment, At(began), name, [new(SweepTags.Trial, name), new(SweepTags.Attempt, "1")], cancellation: cancellation)).Info;
        await client.LogBatchAsync(run.RunId, parameters: [new("noise", "0.3"), new("filters", "32"), new("latent", "16"), new("seed", name)], cancellation: cancellation);
        var points = 0L;
        for (var minute = 0; minute < TrialMinutes; minute++)
        {
            MetricPoint[] batch = [.. Epoch(minute, began), .. Enumerable.Range(0, SamplesAMinute).SelectMany(sample => System(minute, sample, began))];
            await client.LogBatchAsync(run.RunId, batch, cancellation: cancellation);
            points += batch.Length;
            await client.UploadArtifactAsync(run.ArtifactUri!, string.Create(CultureInfo.InvariantCulture, $"images/reconstruction%step%{minute}%timestamp%{began}%g.png"), Pictures[1], cancellation);
        }

        await client.UploadArtifactAsync(run.ArtifactUri!, "pictures/loss.png", Pictures[0], cancellation);
        await client.UploadArtifactAsync(run.ArtifactUri!, "pictures/reconstruction.png", Pictures[2], cancellation);
        await client.UpdateRunAsync(run.RunId, RunStatus.Finished, At(began + (TrialMinutes * 60_000L)), cancellation: cancellation);
        return points;
    }

    private static IEnumerable<MetricPoint> Epoch(int epoch, long began) =>
        from metric in (string[])["train/loss", "val/loss", "train/seconds", "train/images_per_second"]
        select new MetricPoint(metric, 1.0 / (epoch + 1), began + (epoch * 60_000L), epoch);

    private static IEnumerable<MetricPoint> System(int minute, int sample, long began)
    {
        var second = (minute * 60) + (sample * 60 / SamplesAMinute);
        return Machine.Select((metric, i) => new MetricPoint(MetricSections.System + metric, (second + i) % 100, began + (second * 1_000L), second));
    }

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
