namespace Shared.Trials;

/// <summary>Which devices a sweep may run on.</summary>
public static class DeviceKind
{
    public const string Any = "any";
    public const string Cpu = "cpu";
    public const string Cuda = "cuda";

    /// <summary>Every kind that a sweep may ask for.</summary>
    public static readonly IReadOnlyList<string> All = [Any, Cpu, Cuda];

    /// <summary>Whether a device (<c>cpu</c> or <c>cuda:N</c>) is of the kind asked for.</summary>
    public static bool Fits(string device, string kind) => kind is Any or "" || device == kind || device.StartsWith(kind + ":", StringComparison.Ordinal);
}
