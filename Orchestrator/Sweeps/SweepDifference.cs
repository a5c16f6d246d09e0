using System.Globalization;

namespace Orchestrator.Sweeps;

/// <summary>A difference between a sweep as it runs and a file.</summary>
/// <param name="Refused">Why it can't be; null where it can.</param>
public sealed record SweepChange(string Key, string From, string To, string? Refused = null)
{
    public override string ToString() => $"{Key}: {From} → {To}";
}

/// <summary>Compares a sweep with a file that shall amend it. What decides which trials there are, or what the finished ones mean, can't change. Pure.</summary>
public static class SweepDifference
{
    private const string OtherTrials = "it would change what its trials are; 'submit' makes another sweep of the file, 'extend' lets this one grow";
    private const string OtherRuns = "its runs are recorded there already";

    /// <param name="measured">Trials that finished or run, and so report the metric as it was.</param>
    public static IReadOnlyList<SweepChange> Between(SweepSpec now, SweepSpec file, int measured) =>
        [.. Pairs(now, file, measured).Where(change => change.From != change.To)];

    private static IEnumerable<SweepChange> Pairs(SweepSpec now, SweepSpec file, int measured)
    {
        var others = $"the {measured} {(measured == 1 ? "trial" : "trials")} that ran or run are compared by {now.Objective.Metric}";
        yield return new("name", now.Name, file.Name, "it is part of the sweep's id");
        yield return new("description", Words(now.Description), Words(file.Description));
        yield return new("experiment", $"{now.Experiment} version {now.ExperimentVersion}", $"{file.Experiment} version {file.ExperimentVersion}", OtherTrials);
        yield return new("dataset", Text(now.Dataset), Text(file.Dataset), OtherTrials);
        yield return new("start_from", now.StartFrom?.Identity ?? "nothing", file.StartFrom?.Identity ?? "nothing", OtherTrials);
        foreach (var change in Axes(now, file))
        {
            yield return change;
        }

        yield return new("constraints", List(now.Constraints), List(file.Constraints), OtherTrials);
        yield return new("seeds", List(now.Seeds), List(file.Seeds), OtherTrials);
        yield return new("objective.metric", now.Objective.Metric, file.Objective.Metric, measured > 0 ? others : null);
        yield return new("objective.goal", $"{now.Objective.Goal}".ToLowerInvariant(), $"{file.Objective.Goal}".ToLowerInvariant());
        foreach (var change in Terms(now, file))
        {
            yield return change;
        }
    }

    // In the file's order, which decides each trial's index.
    private static IEnumerable<SweepChange> Axes(SweepSpec now, SweepSpec file)
    {
        foreach (var name in now.Axes.Concat(file.Axes).Select(axis => axis.Name).Distinct())
        {
            var (before, after) = (now.Axes.FirstOrDefault(axis => axis.Name == name), file.Axes.FirstOrDefault(axis => axis.Name == name));
            yield return new($"parameters.{name}", before is null ? "absent" : List(before.Values), after is null ? "absent" : List(after.Values), OtherTrials);
            yield return new($"where.{name}", before?.Condition ?? "always", after?.Condition ?? "always", OtherTrials);
        }

        yield return new("order of parameters", List(now.Axes.Select(axis => axis.Name)), List(file.Axes.Select(axis => axis.Name)), OtherTrials);
    }

    private static IEnumerable<SweepChange> Terms(SweepSpec now, SweepSpec file)
    {
        yield return new("resources.device", now.Resources.Device, file.Resources.Device);
        yield return new("resources.max_parallel", $"{now.Resources.MaxParallel}", $"{file.Resources.MaxParallel}");
        yield return new("resources.priority", $"{now.Resources.Priority}", $"{file.Resources.Priority}");
        yield return new("resources.weight", Number(now.Resources.Weight ?? 1), Number(file.Resources.Weight ?? 1));
        yield return new("retry.attempts", $"{now.Retry.Attempts}", $"{file.Retry.Attempts}");
        yield return new("retry.backoff", $"{Number(now.Retry.Backoff.TotalSeconds)}s", $"{Number(file.Retry.Backoff.TotalSeconds)}s");
        yield return new("checkpoint.every", $"{now.Checkpoint.Every}", $"{file.Checkpoint.Every}");
        yield return new("tracking.experiment", now.Tracking.Experiment, file.Tracking.Experiment, OtherRuns);
        yield return new("tracking.tags", Text(now.Tracking.Tags), Text(file.Tracking.Tags));
    }

    private static string Words(string text) => text.Length == 0 ? "none" : text;

    private static string Text(DatasetSpec dataset) => dataset.Name.Length == 0 ? "none" : $"{dataset.Name} {Text(dataset.Options)}".TrimEnd();

    private static string Text<T>(IReadOnlyDictionary<string, T> values) => string.Join(' ', values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    private static string List<T>(IEnumerable<T> values) => string.Join(", ", values) is { Length: > 0 } text ? text : "none";

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
