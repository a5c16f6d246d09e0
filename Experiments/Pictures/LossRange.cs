namespace Experiments.Pictures;

/// <summary>Which losses a figure shows.</summary>
internal static class LossRange
{
    /// <summary>
    /// All of them with a little room; but a tail of high losses, as of the first epochs, is cut where it would take more than half of the height from
    /// the other nine tenths.
    /// </summary>
    public static (double Low, double High) Of(IReadOnlyList<double> losses)
    {
        var sorted = losses.Order().ToArray();
        var (lowest, highest) = (sorted[0], sorted[^1]);
        var bulk = sorted[(int)(0.9 * (sorted.Length - 1))];
        var top = bulk > lowest ? Math.Min(highest, bulk + (bulk - lowest)) : highest;
        var room = top > lowest ? 0.06 * (top - lowest) : Math.Max(0.05 * Math.Abs(lowest), 1e-6);
        return (lowest - room, top < highest ? top : top + room);
    }
}
