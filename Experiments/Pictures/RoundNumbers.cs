namespace Experiments.Pictures;

/// <summary>Numbers that people like at an axis.</summary>
internal static class RoundNumbers
{
    private static readonly int[] Steps = [1, 2, 5];

    /// <summary>The multiples of 1, 2 or 5 times a power of ten from low to high, as many as may be; at least one wherever high is not below low.</summary>
    /// <param name="whole">Only whole numbers.</param>
    public static double[] Between(double low, double high, int most, bool whole = false)
    {
        if (high <= low)
        {
            return [low];
        }

        var power = (int)Math.Floor(Math.Log10((high - low) / most));
        foreach (var exponent in Enumerable.Range(whole ? Math.Max(0, power) : power, 4))
        {
            foreach (var factor in Steps)
            {
                var (first, last) = (Multiple(low, exponent, factor, Math.Ceiling, -1e-9), Multiple(high, exponent, factor, Math.Floor, 1e-9));
                if (last - first < most)
                {
                    return last < first ? [low] : [.. Enumerable.Range(0, (int)(last - first) + 1).Select(index => Value(first + index, exponent, factor))];
                }
            }
        }

        return [low];
    }

    // A power below one divides: 3 times 0.1 is not 0.3.
    private static double Value(double multiple, int exponent, int factor) =>
        exponent < 0 ? multiple * factor / Math.Pow(10, -exponent) : multiple * factor * Math.Pow(10, exponent);

    private static double Multiple(double value, int exponent, int factor, Func<double, double> round, double slack) =>
        round((value / (factor * Math.Pow(10, exponent))) + slack);
}
