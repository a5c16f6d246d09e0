using System.Reflection;

namespace Shared.Hosting;

/// <summary>The git commit that this build was made of.</summary>
public static class BuildCommit
{
    /// <summary>40 hex digits; null where it was built without a repository.</summary>
    public static string? Id { get; } =
        typeof(BuildCommit).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+', 2) is [_, var commit] ? commit : null;
}
