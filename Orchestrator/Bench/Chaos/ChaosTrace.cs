namespace Orchestrator.Bench.Chaos;

/// <summary>What a round left behind, as sweeps and tracking server show it.</summary>
/// <param name="WrongRuns">Runs that have no terminal status, or belong to no sweep, each in words.</param>
internal sealed record ChaosTrace(IReadOnlyList<TrialTrace> Trials, IReadOnlyList<string> WrongRuns);

/// <summary>One trial.</summary>
/// <param name="Key">Hash of all that decides its result.</param>
/// <param name="Reason">Of its last failure.</param>
/// <param name="Runs">All runs that the tracking server has of it.</param>
internal sealed record TrialTrace(string Sweep, int Index, string Key, string State, int Attempt, double? Value, string? Reason, IReadOnlyList<RunTrace> Runs)
{
    public override string ToString() => $"{Sweep} trial {Index}";
}

/// <summary>One run of a trial.</summary>
/// <param name="Metrics">Every point as it stands in the history; without those that measure time.</param>
/// <param name="Weights">SHA-256 of the final weights' file; empty where it is missing.</param>
/// <param name="Chain">The last link of the weights' hash chain; empty where it is missing.</param>
/// <param name="Files">The paths of all its artifacts, sorted.</param>
internal sealed record RunTrace(string Id, string Status, IReadOnlyDictionary<string, IReadOnlyList<MetricValue>> Metrics, string Weights, string Chain, IReadOnlyList<string> Files);

/// <summary>One point of a metric.</summary>
internal readonly record struct MetricValue(long Step, double Value);
