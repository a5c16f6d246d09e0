using System.Globalization;
using Shared.Hosting;
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

    /// <summary>Who made a run, and of what.</summary>
    /// <param name="experiment">The training program's name.</param>
    public static IEnumerable<MlflowTag> Origin(string experiment)
    {
        yield return new(MlflowTags.User, Environment.UserName);
        yield return new(MlflowTags.SourceType, "JOB");
        yield return new(MlflowTags.SourceName, experiment);
        if (BuildCommit.Id is { } commit)
        {
            yield return new(MlflowTags.GitCommit, commit);
        }
    }

    /// <summary>All by which the run is found, and what its page says of it. The researcher's own tags win.</summary>
    public static IEnumerable<MlflowTag> Of(SweepHeader sweep, Assignment assignment)
    {
        var tags = Origin(sweep.Experiment).ToDictionary(tag => tag.Key, tag => tag.Value);
        tags[SweepTags.Parent] = sweep.ParentRun;
        tags[SweepTags.Sweep] = sweep.Id;
        tags[SweepTags.Trial] = Number(assignment.Index);
        tags[SweepTags.Key] = assignment.Key;
        tags[SweepTags.Attempt] = Number(assignment.Attempt);
        tags[MlflowTags.Note] = Note(sweep, assignment);
        if (assignment.Start?.Trial is { } source)
        {
            tags[SweepTags.StartSweep] = source.Sweep;
            tags[SweepTags.StartTrial] = Number(source.Index);
            tags[SweepTags.StartKey] = source.Key;
        }

        foreach (var (name, value) in sweep.Tags)
        {
            tags[name] = value;
        }

        return tags.Select(tag => new MlflowTag(tag.Key, tag.Value));
    }

    private static string Note(SweepHeader sweep, Assignment assignment)
    {
        var on = sweep.Dataset.Length > 0 ? $" on {sweep.Dataset}" : "";
        var differing = assignment.Axes.Where(assignment.Parameters.ContainsKey).Select(axis => $"\n- {axis}: {ParameterValue.FromWire(assignment.Parameters[axis])}");
        return $"Trial {assignment.Index} of sweep `{sweep.Id}`: {sweep.Experiment}{on}, seed {assignment.Seed}{string.Concat(differing)}\n\nTrain it again and hold its weights against these: `replay {sweep.Id} {assignment.Index}`";
    }
}
