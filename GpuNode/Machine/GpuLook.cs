namespace GpuNode.Machine;

/// <summary>The newest look at this machine's GPUs, for all who want to know of them: each look starts a process of the driver's.</summary>
public sealed class GpuLook(TimeProvider clock)
{
    // While trials are here the memory monitor looks more often than this, so that others need not.
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(3);

    private volatile Seen? _newest;

    /// <summary>Every GPU that the driver lists, as it is now; none where there is no driver.</summary>
    public async Task<IReadOnlyList<GpuReading>> NowAsync(CancellationToken cancellation)
    {
        var seen = new Seen(GpuReading.Of(await NvidiaSmi.AskAsync(GpuReading.Query, cancellation)), clock.GetTimestamp());
        _newest = seen;
        return seen.Gpus;
    }

    /// <summary>The same as of a moment ago, where somebody has looked then.</summary>
    public async Task<IReadOnlyList<GpuReading>> LatelyAsync(CancellationToken cancellation) =>
        _newest is { } seen && clock.GetElapsedTime(seen.At) < Recent ? seen.Gpus : await NowAsync(cancellation);

    private sealed record Seen(IReadOnlyList<GpuReading> Gpus, long At);
}
