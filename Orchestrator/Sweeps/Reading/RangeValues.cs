using System.Globalization;
using Shared.Trials;

namespace Orchestrator.Sweeps.Reading;

/// <summary>
/// The values of a range, in decimal where the numbers allow it, so that 0.1 to 0.5 by 0.1 holds 0.3 and not 0.30000000000000004.
/// A value has the kind of the range's first: whole numbers take the nearest whole number.
/// </summary>
internal static class RangeValues
{
    /// <summary>How many steps from one end to the other: whole where the step fits.</summary>
    public static double Steps(ParameterValue from, ParameterValue to, ParameterValue step)
    {
        if (Exact(from) is { } first && Exact(to) is { } last && Exact(step) is { } by)
        {
            var whole = decimal.Truncate((last - first) / by);
            return (last - first) % by == 0 ? (double)whole : (double)whole + 0.5;
        }

        var steps = (to.AsNumber() - from.AsNumber()) / step.AsNumber();
        return Math.Abs(steps - Math.Round(steps)) < 1e-9 * Math.Max(1, steps) ? Math.Round(steps) : Math.Floor(steps) + 0.5;
    }

    /// <summary>The value so many steps along; the last is the end itself.</summary>
    public static ParameterValue Along(ParameterValue from, ParameterValue to, ParameterValue step, int index, int last) =>
        index == 0 ? from
        : index == last ? to
        : Exact(from) is { } first && Exact(step) is { } by ? Of(from.Kind, first + (index * by))
        : Of(from.Kind, from.AsNumber() + (index * step.AsNumber()));

    /// <summary>So many values at equal distances.</summary>
    public static IEnumerable<ParameterValue> Linear(ParameterValue from, ParameterValue to, int count) => Enumerable.Range(0, count).Select(index =>
        index == 0 ? from
        : index == count - 1 ? to
        : Exact(from) is { } first && Exact(to) is { } last ? Of(from.Kind, first + ((last - first) * index / (count - 1)))
        : Of(from.Kind, from.AsNumber() + ((to.AsNumber() - from.AsNumber()) * index / (count - 1))));

    /// <summary>So many values at equal ratios. Twelve digits: so that 0.0001 to 0.1 holds 0.001, on every machine's mathematics library.</summary>
    public static IEnumerable<ParameterValue> Logarithmic(ParameterValue from, ParameterValue to, int count)
    {
        var (first, ratio) = (from.AsNumber(), Math.Log(to.AsNumber()) - Math.Log(from.AsNumber()));
        return Enumerable.Range(0, count).Select(index =>
            index == 0 ? from
            : index == count - 1 ? to
            : Of(from.Kind, double.Parse((first * Math.Exp(ratio * index / (count - 1))).ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)));
    }

    // A double of up to 17 digits in these bounds is a decimal without loss.
    private static decimal? Exact(ParameterValue value) => value.Kind == ParameterKind.Integer ? value.AsInteger()
        : value.AsNumber() == 0 || Math.Abs(value.AsNumber()) is >= 1e-9 and <= 1e12
            ? decimal.Parse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture)
        : null;

    private static ParameterValue Of(ParameterKind kind, decimal value) => kind == ParameterKind.Integer
        ? ParameterValue.Of((long)Math.Clamp(Math.Round(value, MidpointRounding.AwayFromZero), long.MinValue, long.MaxValue))
        : ParameterValue.Of(double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    private static ParameterValue Of(ParameterKind kind, double value) => kind == ParameterKind.Integer
        ? ParameterValue.Of((long)Math.Round(value, MidpointRounding.AwayFromZero))
        : ParameterValue.Of(value);
}
