using System.Text;
using System.Text.RegularExpressions;

namespace Orchestrator.Tracking;

/// <summary>MLflow's limits on names, values and counts. Lengths are in Unicode characters, as Python counts them.</summary>
internal static partial class Limits
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
    public const int DatasetName = 500;
    public const int DatasetDigest = 36;
    public const int DatasetSource = 65_535;
    public const int DatasetSchema = 1_048_575;
    public const int DatasetProfile = 16_777_215;
    public const int InputTagKey = 255;
    public const int InputTagValue = 500;
    public const int DatasetExperiments = 20;
    public const int DatasetSummaries = 1000;
    public const int HistoryRuns = 100;
    public const int HistoryPoints = 25_000;
    public const int SampledPoints = 2500;
    public const int UploadBytes = 10 * 1024 * 1024;

    /// <summary>Letters, digits and <c>_ - . / : space</c>, and a path in its own normal form, since stores may make folders of it.</summary>
    /// <param name="what">metric, parameter or tag.</param>
    /// <param name="path">Where the key stands in the request.</param>
    public static string CheckedKey(string key, string what, string path)
    {
        CheckLength(key, Key, path);
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
    public static string Cut(string value, int length) => value[..End(value, length)];

    public static void CheckLength(string text, int length, string path)
    {
        if (End(text, length) < text.Length)
        {
            throw TrackingFault.Invalid($"'{path}' exceeds the maximum length of {length} characters");
        }
    }

    /// <summary>The form of a run's id, which some calls check before they look for the run.</summary>
    public static string CheckedRunId(string id) => RunIdForm.IsMatch(id) ? id : throw TrackingFault.Invalid($"Invalid run ID: '{id}'");

    // Where the text's first so many characters end, or the text.
    private static int End(string text, int characters)
    {
        if (text.Length <= characters)
        {
            return text.Length;
        }
        var end = 0;
        for (var left = characters; left > 0 && end < text.Length; left--)
        {
            end += char.IsSurrogatePair(text, end) ? 2 : 1;
        }
        return end;
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

    [GeneratedRegex(@"\A[a-zA-Z0-9][\w\-]{0,255}\z")]
    private static partial Regex RunIdForm { get; }
}
