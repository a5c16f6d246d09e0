namespace GpuNode.Tracking;

/// <summary>How long a run waits after the tracking server failed it. Pure.</summary>
public static class SendPause
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    // A server may ask for a pause, but not for ever: it may have been a mistake of a proxy's.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(10);

    /// <param name="failures">In a row, from 1.</param>
    /// <param name="asked">What the server's Retry-After says.</param>
    public static TimeSpan After(int failures, TimeSpan? asked)
    {
        var own = TimeSpan.FromSeconds(Math.Min(0.5 * Math.Pow(2, failures - 1), Longest.TotalSeconds));
        return asked is { } wanted && wanted > own ? wanted < LongestAsked ? wanted : LongestAsked : own;
    }
}
