using System.Text.RegularExpressions;

namespace Orchestrator.Tracking;

/// <summary>
/// Which places a model version may name as its source. A path on the server's own disk must lie within the artifacts of what it is said to come from, or a version
/// would open the disk to its reader; an address elsewhere must not climb out of its own path.
/// </summary>
internal static partial class ModelSources
{
    private static readonly char[] Separators = ['/', '\\', '?', '#', '&', '=', ';'];

    /// <summary>A path or a <c>file:</c> address; a scheme of one letter is a drive.</summary>
    public static bool IsLocal(string source) => Scheme.Match(source) is not { Success: true } scheme || scheme.Value is "file:" or { Length: 2 };

    public static bool HasScheme(string source) => Scheme.IsMatch(source);

    /// <summary>However often it is percent-decoded, no part of it may be a dot segment.</summary>
    public static void CheckAddress(string source)
    {
        for (var text = source; ;)
        {
            if (text.Contains('\0') || text.Split(Separators).Any(part => part is "." or ".."))
            {
                throw TrackingFault.Invalid($"Invalid model version source: '{source}'. An address must be absolute, without relative path references.");
            }
            var decoded = Uri.UnescapeDataString(text);
            if (decoded == text)
            {
                return;
            }
            text = decoded;
        }
    }

    /// <param name="artifacts">Where the run or model keeps its artifacts; null: neither was named.</param>
    public static void CheckPath(string source, string? artifacts)
    {
        if (artifacts is null || !IsLocal(artifacts) || PathOf(artifacts) is not { } folder || PathOf(source) is not { } path
            || (path != folder && !path.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            throw TrackingFault.Invalid(
                $"Invalid model version source: '{source}'. To use a local path as a model version source, the run_id request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the run_id.");
        }
    }

    /// <summary>The full path; null where it names another host or is none at all.</summary>
    private static string? PathOf(string text)
    {
        var path = text;
        if (Scheme.IsMatch(text))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !uri.IsFile || uri.Host is not ("" or "localhost"))
            {
                return null;
            }
            path = Uri.UnescapeDataString(uri.AbsolutePath);
        }
        return path.Contains('\0') ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.\-]*:")]
    private static partial Regex Scheme { get; }
}
