namespace Orchestrator.Bench.Dashboard;

/// <summary>How an interval followed the mouse.</summary>
/// <param name="PerSecond">Frames that were drawn.</param>
/// <param name="LongestMs">The longest time in which nothing new was drawn.</param>
/// <param name="WorkMs">The main thread's processor time for each frame.</param>
internal sealed record Brushed(double PerSecond, double LongestMs, double WorkMs)
{
    /// <param name="frames">When each was drawn, in ms.</param>
    /// <param name="busy">The main thread's processor time, in ms.</param>
    public static Brushed Of(IReadOnlyList<double> frames, double from, double to, double busy)
    {
        double[] within = [from, .. frames.Where(at => at > from && at < to), to];
        var count = within.Length - 2;
        return new Brushed(count * 1000 / (to - from), within.Zip(within.Skip(1), (before, after) => after - before).Max(), busy / Math.Max(1, count));
    }
}
