using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Bench;

/// <summary>What one training of the bench measured, as the trainer and its peer in Python print it.</summary>
public sealed record TrainMeasurement(double ImagesPerSecond, double CpuMsPerImage, double PeakMib);

/// <summary>A way to train that takes part in the bench: a program to start, again and again.</summary>
public sealed record TrainContender(string Name, Func<ProcessStartInfo> Start)
{
    private readonly List<TrainMeasurement> _rounds = [];

    /// <summary>The median of each figure over the rounds: one disturbed round counts for nothing.</summary>
    public TrainMeasurement Median => new(
        Middle(round => round.ImagesPerSecond), Middle(round => round.CpuMsPerImage), Middle(round => round.PeakMib));

    /// <exception cref="RefusalException">The program failed.</exception>
    public async Task<TrainMeasurement> MeasureAsync(CancellationToken cancellation)
    {
        var start = Start();
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0)
            {
                throw new RefusalException($"{Name} failed with code {process.ExitCode}: {(await error).Trim().Split('\n')[^1]}");
            }

            return JsonSerializer.Deserialize(await output, TrainMeasurementJson.Default.TrainMeasurement)!;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public async Task RoundAsync(CancellationToken cancellation) => _rounds.Add(await MeasureAsync(cancellation));

    private double Middle(Func<TrainMeasurement, double> figure) => _rounds.Select(figure).Order().ElementAt(_rounds.Count / 2);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TrainMeasurement))]
internal sealed partial class TrainMeasurementJson : JsonSerializerContext;
