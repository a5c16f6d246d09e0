namespace Orchestrator.Sweeps;

/// <summary>What a sweep's checkpoints would take on disk.</summary>
/// <param name="BytesEach">The largest that earlier trials of the experiment wrote; null where none was seen.</param>
/// <param name="Running">At most so many bytes while it runs: on the nodes, and as the policy keeps them at the orchestrator.</param>
/// <param name="Kept">What stays when it is over: the last checkpoint of each trial, as an artifact of its run.</param>
/// <param name="Basis">What the numbers rest on, or why there are none.</param>
public sealed record PlanDisk(long? BytesEach, long? Running, long? Kept, string Basis)
{
    /// <param name="parallel">How many trials run at a time.</param>
    public static PlanDisk Of(SweepSpec spec, long trials, int parallel, long? bytesEach)
    {
        if (bytesEach is not { } bytes)
        {
            return new(null, null, null, "unknown: no checkpoint of this experiment was kept in this data folder yet");
        }

        var keep = spec.Checkpoint.Kept;
        // One on the node, and one that is written beside it before it takes its place.
        var each = 2 + keep.Last + (keep.Best ? 1 : 0);
        return new(bytes, Capped(Math.Min(trials, parallel), each * bytes), Capped(trials, bytes), "the largest checkpoint of this experiment so far");
    }

    private static long Capped(long count, long bytes) => (long)Int128.Min((Int128)count * bytes, long.MaxValue);
}
