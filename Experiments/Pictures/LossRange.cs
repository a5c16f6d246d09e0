namespace Experiments.Pictures;

/// <summary>Which losses a figure shows.</summary>
internal static class LossRange
{
    // Of fewer epochs a tenth is none: the first of them is what a short curve begins with, not an outlier.
    private const int EpochsWithTail = 10;

    /// <summary>
    /// All of them with a little room; but a tail of high losses, as of the first of many epochs, is cut where it would take more than half of the height from
    /// the other nine tenths.
    /// </summary>
    /// <param name="losses">Of all curves.</param>
    public static (double Low, double High) Of(IReadOnlyList<double> losses, int epochs)
    {
        var sorted = losses.Order().ToArray();
        var (lowest, highest) = (sorted[0], sorted[^1]);
        var bulk = epochs < EpochsWithTail ? highest : sorted[(int)(0.9 * (sorted.Length - 1))];
        var top = bulk > lowest ? Math.Min(highest, bulk + (bulk - lowest)) : highest;
        var room = top > lowest ? 0.06 * (top - lowest) : Math.Max(0.05 * Math.Abs(lowest), 1e-6);
        return (lowest - room, top < highest ? top : top + room);
    }
}
