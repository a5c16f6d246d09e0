using Shared.Mlflow;
using Shared.Trials;
using Shared.Wire;

namespace GpuNode.Tracking;

/// <summary>How a trial's run is named and tagged.</summary>
public static class RunTags
{
    /// <summary>Tag of every run of a sweep: the sweep's id.</summary>
    public const string Sweep = "experiments.sweep";

    /// <summary>Tag of a trial's run: its index in the grid.</summary>
    public const string Trial = "experiments.trial";

    /// <summary>Tag of a trial's run: hash of all that decides its result.</summary>
    public const string Key = "experiments.key";

    /// <summary>Only what differs between the sweep's trials.</summary>
    public static string NameOf(Assignment assignment)
    {
        var differing = assignment.Axes.Where(assignment.Parameters.ContainsKey).Select(axis => $"{axis}={ParameterValue.FromWire(assignment.Parameters[axis])}");
        return $"{assignment.Index:D4} {string.Join(' ', differing)}".TrimEnd();
    }

    public static IEnumerable<MlflowTag> Of(SweepHeader sweep, Assignment assignment)
    {
        yield return new("mlflow.parentRunId", sweep.ParentRun);
        yield return new("mlflow.user", Environment.UserName);
        yield return new("mlflow.source.type", "JOB");
        yield return new("mlflow.source.name", sweep.Experiment);
        yield return new(Sweep, sweep.Id);
        yield return new(Trial, assignment.Index.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return new(Key, assignment.Key);
        foreach (var (name, value) in sweep.Tags)
        {
            yield return new(name, value);
        }
    }
}
