namespace Experiments.Data.Folders;

/// <summary>
/// Resizes by area, as OpenCV's INTER_AREA does when it makes images smaller: each new pixel is the mean of what it covers, parts of pixels counting by
/// their part. Where it makes images larger the same rule repeats pixels. All in whole numbers, so that every machine gets the same bytes; halves are rounded up.
/// </summary>
public static class AreaResize
{
    public const int Channels = 3;

    /// <summary>Squashes (height, width, 3) bytes to (side, side, 3), whatever their proportions.</summary>
    public static void Squash(ReadOnlySpan<byte> pixels, int height, int width, Span<byte> target, int side)
    {
        var row = new long[side * Channels];
        var sums = new long[side * Channels];
        var area = (long)height * width;
        for (var top = 0; top < side; top++)
        {
            Array.Clear(sums);
            foreach (var (source, covered) in Covered(top, height, side))
            {
                SumRow(pixels.Slice(source * width * Channels, width * Channels), width, row, side);
                for (var at = 0; at < row.Length; at++)
                {
                    sums[at] += covered * row[at];
                }
            }

            for (var at = 0; at < sums.Length; at++)
            {
                target[(top * side * Channels) + at] = (byte)((sums[at] + (area / 2)) / area);
            }
        }
    }

    private static void SumRow(ReadOnlySpan<byte> pixels, int width, long[] row, int side)
    {
        for (var left = 0; left < side; left++)
        {
            long red = 0, green = 0, blue = 0;
            var (from, to) = ((long)left * width, (left + 1L) * width);
            for (var source = (int)(from / side); (long)source * side < to; source++)
            {
                var covered = Math.Min(to, (source + 1L) * side) - Math.Max(from, (long)source * side);
                red += covered * pixels[source * Channels];
                green += covered * pixels[(source * Channels) + 1];
                blue += covered * pixels[(source * Channels) + 2];
            }

            (row[left * Channels], row[(left * Channels) + 1], row[(left * Channels) + 2]) = (red, green, blue);
        }
    }

    // In units in which a source pixel is `side` long and a new one is `length` long: both grids fall on whole numbers.
    private static IEnumerable<(int Source, long Covered)> Covered(int at, int length, int side)
    {
        var (from, to) = ((long)at * length, (at + 1L) * length);
        for (var source = (int)(from / side); (long)source * side < to; source++)
        {
            yield return (source, Math.Min(to, (source + 1L) * side) - Math.Max(from, (long)source * side));
        }
    }
}
