using System.Globalization;
using GpuNode.Machine;

namespace GpuNode;

/// <summary>Which devices this machine has.</summary>
public static class Devices
{
    /// <summary>Every CUDA device that the driver lists, else the processor.</summary>
    public static async Task<IReadOnlyList<string>> DetectAsync(CancellationToken cancellation)
    {
        var count = await CudaCountAsync(cancellation);
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

    /// <summary>What this machine lacks of the devices that were named; null where it has all.</summary>
    public static async Task<string?> MissingAsync(IReadOnlyList<string> devices, CancellationToken cancellation)
    {
        var cuda = devices.Where(device => device != "cpu").ToList();
        var count = cuda.Count > 0 ? await CudaCountAsync(cancellation) : 0;
        var missing = cuda.Where(device => int.Parse(device.AsSpan(5), CultureInfo.InvariantCulture) is var n && n >= count && !HasNode(n)).ToList();
        return missing.Count == 0 ? null : $"this machine has no {string.Join(", ", missing)}; it has {string.Join(", ", await DetectAsync(cancellation))}";
    }

    // A container may have the device and not the tools that list it; under WSL the devices share one node.
    private static bool HasNode(int n) => File.Exists($"/dev/nvidia{n}") || File.Exists("/dev/dxg");

    private static async Task<int> CudaCountAsync(CancellationToken cancellation) => (await NvidiaSmi.AskAsync("--query-gpu=index", cancellation)).Count;
}
