using System.Buffers;
using System.Text.RegularExpressions;

namespace Orchestrator.Tracking;

/// <summary>MLflow's limits on the registry's names, values and counts.</summary>
internal static partial class RegistryLimits
{
    public const int TagValue = 100_000;
    public const int Alias = 255;
    public const int ModelResults = 1000;
    public const int ModelDefault = 100;
    public const int VersionResults = 200_000;
    public const int VersionDefault = 10_000;
    public const int LoggedModelResults = 50;

    /// <summary>Letters, digits, dashes and underscores, and neither reserved nor like a version's number.</summary>
    public static string CheckedAlias(string alias)
    {
        if (!AliasForm.IsMatch(alias))
        {
            throw TrackingFault.Invalid($"Invalid alias name: '{alias}'. Names may only contain alphanumerics, underscores (_) and dashes (-).");
        }
        Limits.CheckLength(alias, Alias, "alias");
        return IsLatest(alias) || VersionForm.IsMatch(alias)
            ? throw TrackingFault.Invalid($"Alias name '{alias}' is reserved.")
            : alias;
    }

    /// <summary>The alias that always means the newest version, and so is nobody's to give.</summary>
    public static bool IsLatest(string alias) => alias.Equals("latest", StringComparison.OrdinalIgnoreCase);

    /// <summary>Logged models' names stand in addresses and paths.</summary>
    public static void CheckLoggedModelName(string name)
    {
        if (name.AsSpan().ContainsAny(NotInNames))
        {
            throw TrackingFault.Invalid($"Invalid model name '{name}': it must not contain any of / : . % \" '");
        }
    }

    private static readonly SearchValues<char> NotInNames = SearchValues.Create("/:.%\"'");

    [GeneratedRegex(@"\A[\w\-]+\z")]
    private static partial Regex AliasForm { get; }

    [GeneratedRegex(@"\A[vV]\d+\z")]
    private static partial Regex VersionForm { get; }
}
