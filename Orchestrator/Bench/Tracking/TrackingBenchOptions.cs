namespace Orchestrator.Bench.Tracking;

/// <summary>What <c>bench tracking</c> measures.</summary>
/// <param name="Uri">A server that runs already; null: one of ours in a process of its own.</param>
/// <param name="Clients">Clients at the same time, a row for each number.</param>
/// <param name="Time">Of each row.</param>
/// <param name="Runs">Sizes of the experiments that are searched.</param>
/// <param name="Points">Of the metric whose history is read.</param>
/// <param name="Megabytes">Of the large artifact.</param>
public sealed record TrackingBenchOptions(string? Uri, IReadOnlyList<int> Clients, TimeSpan Time, IReadOnlyList<int> Runs, int Points, int Megabytes);
