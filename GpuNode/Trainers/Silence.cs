namespace GpuNode.Trainers;

/// <summary>How long a trainer has reported nothing.</summary>
/// <param name="longest">A trainer that is silent this long hangs.</param>
public sealed class Silence(TimeSpan longest, TimeProvider clock)
{
    private const int Looks = 20;

    private int _heard;

    public TimeSpan Longest => longest;

    /// <summary>It has reported something.</summary>
    public void Break() => Volatile.Write(ref _heard, 1);

    /// <summary>
    /// Completes when it has been silent for too long. The silence is counted in looks, not read off a clock: an agent that was itself stopped for an hour, or a machine that slept, heard
    /// nothing and has nothing to complain of.
    /// </summary>
    public async Task TooLongAsync(CancellationToken over)
    {
        for (var silent = 0; silent < Looks; silent = Interlocked.Exchange(ref _heard, 0) == 1 ? 0 : silent + 1)
        {
            await Task.Delay(longest / Looks, clock, over);
        }
    }
}
