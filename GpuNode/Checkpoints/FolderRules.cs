using Shared.Checkpoints;
using Shared.Trials;

namespace GpuNode.Checkpoints;

/// <summary>What is known of a trial's work folder that this agent has no attempt for.</summary>
/// <param name="State">The trial's state as the orchestrator says it; null: it knows no such trial.</param>
/// <param name="Own">The checkpoint in the folder; null where there is none of this trial's key.</param>
/// <param name="Kept">What the orchestrator keeps of the trial's key.</param>
/// <param name="Untouched">Since when nothing in it changed.</param>
public sealed record FolderFacts(string? State, CheckpointHeader? Own, IReadOnlyList<KeptCheckpoint> Kept, TimeSpan Untouched);

/// <summary>Whether a work folder may go. Pure; in doubt it stays.</summary>
public static class FolderRules
{
    /// <summary>Whoever resumes a sweep soon finds its trials' folders; later the orchestrator's copy is as good.</summary>
    private static readonly TimeSpan SoonResumed = TimeSpan.FromHours(1);

    /// <summary>A data folder may have been used with another orchestrator, which knows the trial.</summary>
    private static readonly TimeSpan ForeignPatience = TimeSpan.FromDays(7);

    public static bool MayGo(FolderFacts facts) => facts.State switch
    {
        "finished" => true,
        null => facts.Untouched >= ForeignPatience,
        _ => facts.Untouched >= SoonResumed && (facts.Own is not { } own || facts.Kept.Any(kept => !own.IsAfter(new CheckpointHeader(own.Key, kept.Epoch, kept.Batch)))),
    };
}
