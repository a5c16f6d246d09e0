using System.Globalization;

namespace Orchestrator.Bench.Chaos;

/// <summary>What must hold whatever was killed: nothing lost, nothing counted twice, the same result to the bit. Pure.</summary>
internal static class Invariants
{
    /// <param name="calm">The same sweeps, undisturbed.</param>
    /// <returns>All that is broken, a line each.</returns>
    public static IReadOnlyList<string> Broken(ChaosTrace trace, ChaosTrace calm) =>
    [
        .. trace.WrongRuns,
        .. Grid(trace, calm),
        .. trace.Trials.SelectMany(trial => calm.Trials.FirstOrDefault(other => other.Key == trial.Key) is { } same ? Trial(trial, same) : []),
    ];

    private static IEnumerable<string> Grid(ChaosTrace trace, ChaosTrace calm)
    {
        var seen = trace.Trials.CountBy(trial => trial.Key).ToDictionary();
        foreach (var wanted in calm.Trials.Where(trial => seen.GetValueOrDefault(trial.Key) != 1))
        {
            yield return $"{wanted} stands {seen.GetValueOrDefault(wanted.Key)} times among the trials";
        }

        foreach (var stranger in trace.Trials.ExceptBy(calm.Trials.Select(trial => trial.Key), trial => trial.Key))
        {
            yield return $"{stranger} has a key that the undisturbed run does not have: {stranger.Key}";
        }
    }

    private static IEnumerable<string> Trial(TrialTrace trial, TrialTrace calm)
    {
        if (trial.State != "finished")
        {
            yield return $"{trial} is {trial.State} after {trial.Attempt} attempts: {trial.Reason}";
        }

        if (trial.Value != calm.Value)
        {
            yield return $"{trial} has the objective {Text(trial.Value)}, undisturbed {Text(calm.Value)}";
        }

        if (trial.Runs is not [var run])
        {
            yield return $"{trial} has {trial.Runs.Count} runs: {string.Join(", ", trial.Runs.Select(one => $"{one.Id} {one.Status}"))}";
            yield break;
        }

        foreach (var fault in Run(run, calm.Runs[0]))
        {
            yield return $"{trial} (attempt {trial.Attempt}, run {run.Id}): {fault}";
        }
    }

    private static IEnumerable<string> Run(RunTrace run, RunTrace calm)
    {
        foreach (var name in calm.Metrics.Keys.Union(run.Metrics.Keys))
        {
            var (points, wanted) = (run.Metrics.GetValueOrDefault(name, []), calm.Metrics.GetValueOrDefault(name, []));
            if (!points.OrderBy(point => point.Step).SequenceEqual(wanted.OrderBy(point => point.Step)))
            {
                yield return $"{name} is {Text(points)}, undisturbed {Text(wanted)}";
            }
        }

        if (run.Status != calm.Status)
        {
            yield return $"its run is {run.Status}, undisturbed {calm.Status}";
        }

        if (run.Weights != calm.Weights)
        {
            yield return $"its final weights have the SHA-256 {Missing(run.Weights)}, undisturbed {Missing(calm.Weights)}";
        }

        if (run.Chain != calm.Chain)
        {
            yield return $"its hash chain ends with {Missing(run.Chain)}, undisturbed {Missing(calm.Chain)}";
        }

        if (calm.Files.Except(run.Files).ToList() is [_, ..] missing)
        {
            yield return $"it has not the files {string.Join(", ", missing)}";
        }
    }

    private static string Missing(string text) => text.Length == 0 ? "(missing)" : text;

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "(none)";

    private static string Text(IEnumerable<MetricValue> points) => $"[{string.Join(", ", points.Select(point => $"{point.Step}: {Text(point.Value)}"))}]";
}
