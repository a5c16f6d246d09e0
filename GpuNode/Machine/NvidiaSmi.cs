using System.ComponentModel;
using System.Diagnostics;

namespace GpuNode.Machine;

/// <summary>The driver's own tool, which is wherever the driver is.</summary>
internal static class NvidiaSmi
{
    /// <summary>Its answer as lines of trimmed fields; none where there is no driver, or it refuses.</summary>
    /// <param name="query">Such as <c>--query-gpu=index,memory.total</c>.</param>
    public static async Task<IReadOnlyList<string[]>> AskAsync(string query, CancellationToken cancellation)
    {
        try
        {
            using var asked = Process.Start(new ProcessStartInfo("nvidia-smi", [query, "--format=csv,noheader,nounits"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var text = await asked.StandardOutput.ReadToEndAsync(cancellation);
            await asked.WaitForExitAsync(cancellation);
            return asked.ExitCode == 0 ? Fields(text) : [];
        }
        catch (Win32Exception)
        {
            return [];
        }
    }

    public static IReadOnlyList<string[]> Fields(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(',', StringSplitOptions.TrimEntries))];
}
