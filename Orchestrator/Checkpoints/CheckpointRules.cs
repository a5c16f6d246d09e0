using Shared.Checkpoints;

namespace Orchestrator.Checkpoints;

/// <summary>Which checkpoints of a running trial are kept.</summary>
/// <param name="Last">So many newest ones.</param>
/// <param name="Best">And the one with the best objective.</param>
public sealed record KeepPolicy(int Last, bool Best, bool Maximize);

/// <summary>Which checkpoints of one trial key stay. Pure: lists in, lists out, newest first.</summary>
public static class CheckpointRules
{
    /// <summary>What stays when one more has arrived; a checkpoint of the same place in training takes the earlier one's.</summary>
    public static IReadOnlyList<KeptCheckpoint> Add(IReadOnlyList<KeptCheckpoint> kept, KeptCheckpoint arrived, KeepPolicy policy)
    {
        var same = kept.FirstOrDefault(one => Place(one) == Place(arrived) && one.Sweep == arrived.Sweep);
        var all = kept.Where(one => one != same).Append(arrived with { Pinned = arrived.Pinned || same is { Pinned: true } })
            .OrderByDescending(Place).ThenByDescending(one => one.At).ToList();
        // Each sweep has its own policy, and its own right to what it wrote.
        var own = all.Where(one => one.Sweep == arrived.Sweep).ToList();
        var stay = own.Take(Math.Max(1, policy.Last)).ToHashSet();
        if (policy.Best && Best(own, policy.Maximize) is { } best)
        {
            stay.Add(best);
        }

        return [.. all.Where(one => one.Pinned || one.Sweep != arrived.Sweep || stay.Contains(one))];
    }

    /// <summary>What stays when the sweep has the trial's answer: only what is pinned, or another sweep's.</summary>
    public static IReadOnlyList<KeptCheckpoint> Without(IReadOnlyList<KeptCheckpoint> kept, string sweep) => [.. kept.Where(one => one.Pinned || one.Sweep != sweep)];

    /// <summary>Pins or unpins one; null where no such one is kept.</summary>
    /// <param name="epoch">Of the one that is meant; null: the newest.</param>
    public static IReadOnlyList<KeptCheckpoint>? Pin(IReadOnlyList<KeptCheckpoint> kept, string sweep, int? epoch, bool pinned)
    {
        var meant = kept.FirstOrDefault(one => one.Sweep == sweep && one.Pinned != pinned && (epoch is null || one.Epoch == epoch));
        return meant is null ? null : [.. kept.Select(one => one == meant ? one with { Pinned = pinned } : one)];
    }

    private static (int Epoch, int Batch) Place(KeptCheckpoint one) => (one.Epoch, one.Batch);

    private static KeptCheckpoint? Best(IEnumerable<KeptCheckpoint> own, bool maximize)
    {
        var known = own.Where(one => one is { Batch: 0, Objective: { } value } && !double.IsNaN(value));
        return maximize ? known.MaxBy(one => one.Objective) : known.MinBy(one => one.Objective);
    }
}
