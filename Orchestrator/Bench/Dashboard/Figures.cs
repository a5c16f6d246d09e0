namespace Orchestrator.Bench.Dashboard;

/// <summary>Numbers out of what was seen.</summary>
internal static class Figures
{
    public static double Median(IEnumerable<double> seen)
    {
        double[] sorted = [.. seen.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Points of all curves as the page gets them: a count, then trial and length of each.</summary>
    public static long Points(ReadOnlySpan<byte> curves)
    {
        var numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(curves[..(curves.Length / 4 * 4)]);
        var points = 0L;
        for (var i = 0; i < numbers[0]; i++)
        {
            points += numbers[2 + (2 * i)];
        }

        return points;
    }
}
