namespace Orchestrator.Sweeps;

/// <summary>The keys of a sweep file, section by section: what the parser knows, and what <c>sweep.schema.json</c> must list.</summary>
public static class SweepKeys
{
    public static IReadOnlyList<string> Root { get; } =
    [
        "name", "description", "experiment", "dataset", "start_from", "parameters", "where", "constraints", "seeds", "replicates",
        "objective", "resources", "retry", "checkpoint", "tracking",
    ];

    public static IReadOnlyList<string> StartFrom { get; } = ["sweep", "trial"];

    /// <summary>A parameter's values given as a range.</summary>
    public static IReadOnlyList<string> Range { get; } = ["from", "to", "step", "count", "spacing"];

    public static IReadOnlyList<string> Objective { get; } = ["metric", "goal"];

    public static IReadOnlyList<string> Resources { get; } = ["device", "max_parallel", "priority", "weight", "slots"];

    public static IReadOnlyList<string> Retry { get; } = ["attempts", "backoff", "stalled_after"];

    public static IReadOnlyList<string> Checkpoint { get; } = ["every", "keep"];

    public static IReadOnlyList<string> Keep { get; } = ["last", "best"];

    public static IReadOnlyList<string> Tracking { get; } = ["experiment", "tags"];
}
