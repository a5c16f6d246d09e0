using System.Text;

namespace Shared.Mlflow;

/// <summary>MLflow's limits on names and values, which its server keeps and its clients keep before they send. Lengths are in Unicode characters, as Python counts them.</summary>
public static class MlflowLimits
{
    public const int Key = 250;
    public const int ParamValue = 6000;
    public const int TagValue = 8000;
    public const int BatchParams = 100;
    public const int BatchTags = 100;
    public const int BatchItems = 1000;

    /// <summary>Whether long values of params and run tags are cut, as MLflow does by default, or refused: <c>MLFLOW_TRUNCATE_LONG_VALUES=false</c>.</summary>
    public static bool Truncates { get; } = MlflowEnvironment.Flag("MLFLOW_TRUNCATE_LONG_VALUES", usual: true, Environment.GetEnvironmentVariable);

    /// <summary>The longest beginning of so many characters.</summary>
    public static string Cut(string value, int length) => value[..End(value, length)];

    /// <summary>Whether the text has more characters.</summary>
    public static bool IsLonger(string text, int length) => End(text, length) < text.Length;

    /// <summary>What is wrong with the name of a metric, param or tag; null where nothing is. Stores may make folders of it, so that it must be a path in its own normal form.</summary>
    public static string? NameFault(string name)
    {
        if (!name.EnumerateRunes().All(IsNameRune))
        {
            return "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon (:) and slashes (/).";
        }
        return name.Split('/').All(part => part is not ("" or "." or ".."))
            ? null
            : "Names may be treated as files in certain cases, and must not resolve to other names when treated as such.";
    }

    private static bool IsNameRune(Rune rune) =>
        Rune.IsLetter(rune) || Rune.IsNumber(rune) || rune.Value is '_' or '-' or '.' or ' ' or ':' or '/';

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
}
