using System.Reflection;

namespace Shared.Hosting;

/// <summary>The version of this build, as people name it.</summary>
public static class BuildVersion
{
    // Enough of a commit to find it.
    private const int Digits = 8;

    /// <summary>Such as 1.2.0+0a1b2c3d.</summary>
    public static string Text { get; } =
        Short(typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    private static string Short(string full) => full.Split('+', 2) is [var version, var commit] ? $"{version}+{commit[..Math.Min(Digits, commit.Length)]}" : full;
}
