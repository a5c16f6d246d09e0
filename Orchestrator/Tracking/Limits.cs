using System.Text;

namespace Orchestrator.Tracking;

/// <summary>MLflow's limits on names, values and counts.</summary>
internal static class Limits
{
    public const int Key = 250;
    public const int ParamValue = 6000;
    public const int TagValue = 8000;
    public const int ExperimentTagValue = 5000;
    public const int ExperimentName = 500;
    public const int ArtifactLocation = 2048;
    public const int BatchMetrics = 1000;
    public const int BatchParams = 100;
    public const int BatchTags = 100;
    public const int BatchItems = 1000;
    public const int SearchResults = 50_000;
    public const int SearchDefault = 1000;

    /// <summary>Letters, digits and <c>_ - . / : space</c>, and a path in its own normal form, since stores may make folders of it.</summary>
    /// <param name="what">metric, parameter or tag.</param>
    /// <param name="path">Where the key stands in the request.</param>
    public static string CheckedKey(string key, string what, string path)
    {
        if (key.Length > Key)
        {
            throw TrackingFault.Invalid($"'{path}' exceeds the maximum length of {Key} characters: got {key.Length}");
        }
        foreach (var rune in key.EnumerateRunes())
        {
            if (!IsNameRune(rune))
            {
                throw TrackingFault.Invalid(
                    $"Invalid {what} name: '{key}' for parameter '{path}' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon (:) and slashes (/).");
            }
        }
        return IsNormalPath(key)
            ? key
            : throw TrackingFault.Invalid($"Invalid {what} name: '{key}' for parameter '{path}' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such.");
    }

    /// <summary>Long values of params and run tags are cut, as MLflow does by default.</summary>
    public static string Cut(string value, int length) => value.Length <= length ? value : value[..length];

    public static void CheckLength(string text, int length, string path)
    {
        if (text.Length > length)
        {
            throw TrackingFault.Invalid($"'{path}' exceeds the maximum length of {length} characters: got {text.Length}");
        }
    }

    private static bool IsNameRune(Rune rune) =>
        Rune.IsLetter(rune) || Rune.IsNumber(rune) || rune.Value is '_' or '-' or '.' or ' ' or ':' or '/';

    private static bool IsNormalPath(ReadOnlySpan<char> key)
    {
        foreach (var part in key.Split('/'))
        {
            if (key[part] is "" or "." or "..")
            {
                return false;
            }
        }
        return true;
    }
}
