using Shared.Mlflow;
using Shared.Trials;
using Shared.Wire;

namespace GpuNode.Tracking;

/// <summary>How a trial's run is named and tagged.</summary>
public static class RunTags
{
    /// <summary>Only what differs between the sweep's trials.</summary>
    public static string NameOf(Assignment assignment)
    {
        var differing = assignment.Axes.Where(assignment.Parameters.ContainsKey).Select(axis => $"{axis}={ParameterValue.FromWire(assignment.Parameters[axis])}");
        return $"{assignment.Index:D4} {string.Join(' ', differing)}".TrimEnd();
    }

    public static IEnumerable<MlflowTag> Of(SweepHeader sweep, Assignment assignment)
    {
        yield return new(SweepTags.Parent, sweep.ParentRun);
        yield return new("mlflow.user", Environment.UserName);
        yield return new("mlflow.source.type", "JOB");
        yield return new("mlflow.source.name", sweep.Experiment);
        yield return new(SweepTags.Sweep, sweep.Id);
        yield return new(SweepTags.Trial, assignment.Index.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return new(SweepTags.Key, assignment.Key);
        foreach (var (name, value) in sweep.Tags)
        {
            yield return new(name, value);
        }
    }
}
