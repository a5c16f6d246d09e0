using System.ComponentModel;
using System.Diagnostics;

namespace GpuNode;

/// <summary>Which devices this machine has.</summary>
public static class Devices
{
    /// <summary>Every CUDA device that the driver lists, else the processor.</summary>
    public static IReadOnlyList<string> Detect()
    {
        var count = CudaCount();
        return count == 0 ? ["cpu"] : [.. Enumerable.Range(0, count).Select(i => $"cuda:{i}")];
    }

    /// <summary>Checks a list as given on the command line.</summary>
    /// <returns>The devices, or what is wrong with the list.</returns>
    public static (IReadOnlyList<string> Devices, string? Fault) Parse(string list)
    {
        var devices = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var wrong = devices.FirstOrDefault(device => device != "cpu" && !(device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device.AsSpan(5), out var n) && n >= 0));
        return wrong is not null ? ([], $"'{wrong}' is no device; devices are cpu and cuda:0, cuda:1, …")
            : devices.Length == 0 ? ([], "no device is named; devices are cpu and cuda:0, cuda:1, …")
            : devices.Distinct().Count() < devices.Length ? ([], "a device is named twice; use --slots-per-device to run several trials on one")
            : (devices, null);
    }

    private static int CudaCount()
    {
        try
        {
            using var query = Process.Start(new ProcessStartInfo("nvidia-smi", "--query-gpu=index --format=csv,noheader") { RedirectStandardOutput = true, RedirectStandardError = true });
            var lines = query?.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
            query?.WaitForExit();
            return query?.ExitCode == 0 ? lines.Length : 0;
        }
        catch (Win32Exception)
        {
            // No driver tools: no CUDA device that we could use.
            return 0;
        }
    }
}
