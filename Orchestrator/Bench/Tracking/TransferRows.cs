using System.Globalization;

namespace Orchestrator.Bench.Tracking;

/// <summary>Artifacts up and down: many small ones, and a large one that fits no one's memory twice.</summary>
internal sealed class TransferRows(TrackingBenchOptions options, string experiment)
{
    private const int Small = 100_000;

    public async Task RunAsync(BenchTarget target, string folder, CancellationToken cancellation)
    {
        var run = (await target.Client.CreateRunAsync(experiment, DateTimeOffset.UnixEpoch, "artifacts", cancellation: cancellation)).Info.ArtifactUri!;
        var content = new byte[Small];
        foreach (var clients in options.Clients)
        {
            var files = new int[clients];
            await target.MeasureAsync(
                "artifact of 100 kB up", clients, options.Time,
                number => target.Client.UploadArtifactAsync(run, string.Create(CultureInfo.InvariantCulture, $"{number}/{files[number]++ % 1000}"), content, cancellation), null, cancellation);
            await target.MeasureAsync(
                "artifact of 100 kB down", clients, options.Time,
                number => target.Client.DownloadArtifactAsync(run, $"{number}/0", Stream.Null, cancellation: cancellation), null, cancellation);
        }

        if (options.Megabytes > 0)
        {
            await LargeAsync(target, run, Path.Combine(folder, "large"), cancellation);
        }
    }

    private async Task LargeAsync(BenchTarget target, string run, string file, CancellationToken cancellation)
    {
        await using (var content = File.Create(file))
        {
            for (var i = 0; i < options.Megabytes; i++)
            {
                await content.WriteAsync(new byte[1_000_000], cancellation);
            }
        }

        string Rate(double seconds) => $", {BenchTarget.Number(options.Megabytes / seconds)} MB a second";
        await target.TimeAsync($"artifact of {options.Megabytes:N0} MB up", () => target.Client.UploadArtifactAsync(run, "large", file, cancellation), Rate);
        await target.TimeAsync($"artifact of {options.Megabytes:N0} MB down", () => target.Client.DownloadArtifactAsync(run, "large", Stream.Null, cancellation: cancellation), Rate);
    }
}
