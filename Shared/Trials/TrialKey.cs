using System.Security.Cryptography;
using System.Text;

namespace Shared.Trials;

/// <summary>
/// Names a trial by all that decides its result: a trial is a pure function of its key (on one device class), so equal keys mean equal bits.
/// </summary>
public static class TrialKey
{
    /// <summary>32 lower-case hex digits: the first half of a SHA-256 over one canonical line a fact, names in ordinal order.</summary>
    /// <param name="start">Key of the trial whose final weights this one starts from; null: it draws its own, and the key is the same as before there were warm starts.</param>
    public static string Of(
        string experiment,
        string version,
        string dataset,
        IEnumerable<KeyValuePair<string, ParameterValue>> datasetOptions,
        IEnumerable<KeyValuePair<string, ParameterValue>> parameters,
        ulong seed,
        string? start = null)
    {
        var text = new StringBuilder();
        Line(text, "experiment", experiment);
        Line(text, "version", version);
        Line(text, "dataset", dataset);
        Lines(text, "option", datasetOptions);
        Lines(text, "parameter", parameters);
        Line(text, "seed", seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (start is not null)
        {
            Line(text, "start", start);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    private static void Lines(StringBuilder text, string what, IEnumerable<KeyValuePair<string, ParameterValue>> values)
    {
        foreach (var (name, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Line(text, $"{what} {name} {value.Kind}", value.ToString());
        }
    }

    // The length makes the line unambiguous whatever the value holds.
    private static void Line(StringBuilder text, string what, string value) =>
        text.Append(what).Append(' ').Append(value.Length).Append(':').Append(value).Append('\n');
}
