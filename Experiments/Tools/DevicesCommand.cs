using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using TorchSharp;

namespace Experiments.Tools;

/// <summary><c>devices</c>: whether Torch loads here, and whether each device computes: a driver may list what no kernel runs on.</summary>
public static class DevicesCommand
{
    // Large enough for a real kernel, small enough for any processor.
    private const int Side = 256;

    /// <summary>Prints a report as JSON; it ends with 0 whatever the devices do.</summary>
    public static int Run()
    {
        var report = new DevicesReport(Version(), [Try("cpu"), .. Cuda().Select(Try)]);
        Console.WriteLine(JsonSerializer.Serialize(report, DevicesJson.Default.DevicesReport));
        return 0;
    }

    private static string Version() => typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    private static IEnumerable<string> Cuda() => torch.cuda.is_available() ? Enumerable.Range(0, torch.cuda.device_count()).Select(number => $"cuda:{number}") : [];

    private static DeviceReport Try(string name)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var device = TorchDevice.Open(name);
            using var scope = torch.NewDisposeScope();
            var ones = torch.ones(Side, Side, device: device);
            // Each of its numbers is a sum of so many ones: exact in float32.
            var sum = torch.matmul(ones, ones).sum().to(torch.CPU).item<float>();
            return sum == (float)Side * Side * Side
                ? new DeviceReport(name, null, Stopwatch.GetElapsedTime(started).TotalMilliseconds)
                : new DeviceReport(name, $"a matrix product came out as {sum}, not {(float)Side * Side * Side}", null);
        }
        catch (Exception fault) when (fault is System.Runtime.InteropServices.ExternalException or TrainingFailedException or InvalidOperationException)
        {
            return new DeviceReport(name, fault.Message.Split('\n')[0], null);
        }
    }
}

/// <summary>What <c>devices</c> prints.</summary>
/// <param name="Torch">TorchSharp's version.</param>
public sealed record DevicesReport(string Torch, IReadOnlyList<DeviceReport> Devices);

/// <param name="Fault">Why it does not compute; null where it does.</param>
/// <param name="Milliseconds">Of its first matrix product, with all that the first one starts.</param>
public sealed record DeviceReport(string Name, string? Fault, double? Milliseconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DevicesReport))]
internal sealed partial class DevicesJson : JsonSerializerContext;
