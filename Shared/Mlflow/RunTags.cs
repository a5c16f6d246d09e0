using System.Globalization;
using Shared.Trials;
using Shared.Wire;

namespace Shared.Mlflow;

/// <summary>How a trial's run is named and tagged.</summary>
public static class RunTags
{
    /// <summary>Only what differs between the sweep's trials.</summary>
    public static string NameOf(Assignment assignment)
    {
        var differing = assignment.Axes.Where(assignment.Parameters.ContainsKey).Select(axis => $"{axis}={ParameterValue.FromWire(assignment.Parameters[axis])}");
        return $"{assignment.Index:D4} {string.Join(' ', differing)}".TrimEnd();
    }

    /// <summary>All that decides the trial's result, for people who compare runs.</summary>
    public static IEnumerable<RunParam> Parameters(Assignment assignment)
    {
        foreach (var (name, value) in assignment.Parameters)
        {
            yield return new(name, ParameterValue.FromWire(value).ToString());
        }

        yield return new("seed", assignment.Seed.ToString(CultureInfo.InvariantCulture));
        if (assignment.Start?.Trial is { } source)
        {
            yield return new("start_from", string.Create(CultureInfo.InvariantCulture, $"{source.Sweep} trial {source.Index}"));
        }
    }

    /// <summary>The newest attempt that has begun to write to a run; 0 where an earlier build made it.</summary>
    public static int AttemptOf(MlflowRun run) =>
        int.TryParse((run.Data?.Tags ?? []).FirstOrDefault(tag => tag.Key == SweepTags.Attempt).Value, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0;

    /// <summary>A number as a tag has it.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>All by which the run is found.</summary>
    public static IEnumerable<MlflowTag> Of(SweepHeader sweep, Assignment assignment)
    {
        yield return new(SweepTags.Parent, sweep.ParentRun);
        yield return new("mlflow.user", Environment.UserName);
        yield return new("mlflow.source.type", "JOB");
        yield return new("mlflow.source.name", sweep.Experiment);
        yield return new(SweepTags.Sweep, sweep.Id);
        yield return new(SweepTags.Trial, assignment.Index.ToString(CultureInfo.InvariantCulture));
        yield return new(SweepTags.Key, assignment.Key);
        yield return new(SweepTags.Attempt, Number(assignment.Attempt));
        if (assignment.Start?.Trial is { } source)
        {
            yield return new(SweepTags.StartSweep, source.Sweep);
            yield return new(SweepTags.StartTrial, source.Index.ToString(CultureInfo.InvariantCulture));
            yield return new(SweepTags.StartKey, source.Key);
        }

        foreach (var (name, value) in sweep.Tags)
        {
            yield return new(name, value);
        }
    }
}
