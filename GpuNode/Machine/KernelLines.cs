using System.Globalization;

namespace GpuNode.Machine;

/// <summary>Lines of the kernel's files below <c>/proc</c>.</summary>
internal static class KernelLines
{
    /// <summary>Bytes, of a line such as <c>VmRSS:     1234 kB</c>; null where the line has another name.</summary>
    public static long? Bytes(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal) && long.TryParse(line.AsSpan(name.Length).TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes << 10
            : null;
}
