using System.Globalization;
using Shared.Trials;

namespace Orchestrator.CommandLine;

/// <summary>How numbers, durations and parameters are spelled for people.</summary>
public static class Words
{
    /// <summary>Four significant digits; exponents only where plain digits would be unreadable.</summary>
    public static string Number(double? value) => value switch
    {
        null => "–",
        0 => "0",
        { } v when !double.IsFinite(v) => double.IsNaN(v) ? "NaN" : v > 0 ? "∞" : "-∞",
        { } v when Math.Abs(v) is < 1e-4 or >= 1e7 => v.ToString("0.###e+0", CultureInfo.InvariantCulture),
        { } v when Math.Abs(v) >= 1000 => v.ToString("0", CultureInfo.InvariantCulture),
        { } v => Plain(v),
    };

    /// <summary>A count with thousands separated.</summary>
    public static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in the largest unit of which there is one: <c>512 B</c>, <c>3.4 MB</c>.</summary>
    public static string Bytes(double bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var unit = bytes < 1 ? 0 : Math.Min((int)Math.Log(bytes, 1000), units.Length - 1);
        var value = bytes / Math.Pow(1000, unit);
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || value >= 100 ? Math.Round(value) : Math.Round(value, 1))} {units[unit]}");
    }

    /// <summary>Two units at most: <c>42 s</c>, <c>3 min 05 s</c>, <c>2 h 10 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Duration(double seconds)
    {
        // A TimeSpan holds no more than this, and nobody reads the difference.
        var exact = Math.Clamp(double.IsNaN(seconds) ? 0 : seconds, 0, 1e9);
        var span = TimeSpan.FromSeconds(Math.Round(exact));
        return span switch
        {
            _ when exact < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{exact:0.0} s"),
            { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
            { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min {span.Seconds:00} s",
            { TotalHours: < 24 } => $"{(int)span.TotalHours} h {span.Minutes:00} min",
            _ => $"{(int)span.TotalDays} d {span.Hours} h",
        };
    }

    /// <summary>Trials a time unit that gives a number from about 1 upwards.</summary>
    public static string Rate(double trialsPerSecond) => trialsPerSecond switch
    {
        <= 0 => "– trials/s",
        >= 0.5 => $"{Number(trialsPerSecond)} trials/s",
        >= 0.5 / 60 => $"{Number(Math.Round(trialsPerSecond * 60, 1))} trials/min",
        _ => $"{Number(Math.Round(trialsPerSecond * 3600, 1))} trials/h",
    };

    /// <summary><c>filters=16 noise_factor=0.5</c>.</summary>
    public static string Parameters(IReadOnlyDictionary<string, ParameterValue> parameters) =>
        string.Join(' ', parameters.Select(pair => $"{pair.Key}={Value(pair.Value)}"));

    /// <summary>A parameter's value; a number keeps all its digits, since two trials may differ in the last.</summary>
    public static string Value(ParameterValue value) => Clean(value.ToString());

    /// <summary>A text from elsewhere on one line and without control characters, so that it can't steer the terminal.</summary>
    public static string Clean(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character)) : text;

    /// <summary>The text in exactly so many columns: filled with blanks, or cut with an ellipsis.</summary>
    public static string Fit(string text, int width) =>
        width <= 0 ? "" : text.Length <= width ? text.PadRight(width) : text[..(width - 1)] + "…";

    /// <summary>The text in at most so many columns.</summary>
    public static string Cut(string text, int width) => text.Length <= width ? text : Fit(text, width);

    public static string Plural(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    private static string Plain(double value)
    {
        var digits = Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 8);
        var text = value.ToString("F" + digits, CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }
}
