namespace GpuNode.Machine;

/// <summary>Asks the driver for the GPUs' memory while trials are here: by it trials are packed.</summary>
/// <param name="needed">Whether anybody trains or waits.</param>
public sealed class GpuMemoryMonitor(GpuLook gpus, Func<bool> needed, Action<IReadOnlyList<GpuMemory>> measured, TimeProvider clock)
{
    // A trial holds most of what it ever will after its first step; the next one waits for this look.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>Once, before trials come: until the rooms are known every slot is filled.</summary>
    public async Task LookAsync(CancellationToken cancellation) => measured(await GpuMemory.OfAsync(await gpus.NowAsync(cancellation), cancellation));

    /// <summary>Completes when it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                if (needed())
                {
                    await LookAsync(cancellation);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The agent leaves.
        }
    }
}
