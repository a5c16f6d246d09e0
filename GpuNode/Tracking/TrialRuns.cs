using Serilog;
using Shared.Mlflow;
using Shared.Trials;
using Shared.Wire;

namespace GpuNode.Tracking;

/// <param name="Found">Others have written to it.</param>
/// <param name="Superseded">A later attempt writes to it: this one has nothing more to say.</param>
/// <param name="Parameters">Those that it has. MLflow refuses another value for one: the number of epochs, where the trial trains on.</param>
internal sealed record OpenedRun(RunInfo Info, bool Found, bool Superseded, IReadOnlySet<string> Parameters);

/// <summary>The one run of a trial, in which all its attempts go on, from whatever node they write.</summary>
internal sealed class TrialRuns(MlflowClient client, SweepHeader sweep, Assignment assignment)
{
    private readonly DatasetInput? _dataset = RunDataset.Of(sweep);

    /// <summary>Finds the trial's run, or makes it, and says what it is fed with.</summary>
    /// <param name="contested">Others may have made it, or be making it now: look first, and afterwards too.</param>
    public async Task<OpenedRun> OpenAsync(DateTimeOffset began, bool contested, CancellationToken cancellation)
    {
        var opened = await FindOrMakeAsync(began, contested, cancellation);
        if (_dataset is not null && !opened.Superseded)
        {
            await LogInputAsync(opened.Info.RunId, _dataset, cancellation);
        }

        return opened;
    }

    private async Task LogInputAsync(string run, DatasetInput dataset, CancellationToken cancellation)
    {
        try
        {
            await client.LogInputsAsync(run, [dataset], cancellation);
        }
        catch (MlflowException fault) when (fault.IsFinal)
        {
            // A server older than 2.4 has no inputs; all else of the run it takes.
            Log.Debug("The data set of run {Run} is not recorded: {Reason}", run, fault.Message);
        }
    }

    /// <summary>A later attempt has begun to write to the run.</summary>
    public async Task<bool> IsSupersededAsync(string run, CancellationToken cancellation) => RunTags.AttemptOf(await client.GetRunAsync(run, cancellation)) > assignment.Attempt;

    private async Task<OpenedRun> FindOrMakeAsync(DateTimeOffset began, bool contested, CancellationToken cancellation)
    {
        if (contested && await SearchAsync(cancellation) is [var known, ..])
        {
            return await TakeOverAsync(known, cancellation);
        }

        var made = await client.CreateRunAsync(sweep.TrackingExperiment, began, RunTags.NameOf(assignment), [.. RunTags.Of(sweep, assignment)], cancellation: cancellation);
        if (contested && (await SearchAsync(cancellation)).Any(run => run.Info.RunId != made.Info.RunId))
        {
            // Whoever sees another's run beside its own takes its own away and looks again; both may, and their pauses differ.
            await client.DeleteRunAsync(made.Info.RunId, cancellation);
            throw new MlflowException(null, "", "another attempt made a run for the trial at the same moment");
        }

        return new OpenedRun(made.Info, Found: false, Superseded: false, new HashSet<string>());
    }

    private async Task<OpenedRun> TakeOverAsync(MlflowRun known, CancellationToken cancellation)
    {
        var newest = RunTags.AttemptOf(known);
        if (newest < assignment.Attempt)
        {
            await client.SetTagAsync(known.Info.RunId, SweepTags.Attempt, RunTags.Number(assignment.Attempt), cancellation);
            await TrainOnAsync(known, cancellation);
            await client.UpdateRunAsync(known.Info.RunId, RunStatus.Running, cancellation: cancellation);
        }

        return new OpenedRun(known.Info, Found: true, Superseded: newest > assignment.Attempt, known.Data?.Params?.Select(param => param.Key).ToHashSet() ?? []);
    }

    private async Task TrainOnAsync(MlflowRun known, CancellationToken cancellation)
    {
        if (KeyOf(known) is { } key && key != assignment.Key)
        {
            await client.SetTagAsync(known.Info.RunId, SweepTags.TrainedTo, ParameterValue.FromWire(assignment.Parameters["epochs"]).ToString(), cancellation);
            await client.SetTagAsync(known.Info.RunId, SweepTags.Key, assignment.Key, cancellation);
        }
    }

    // The same trial with fewer epochs goes on in its run; one that had to begin anew has other rows, and a run of its own.
    private bool IsOurs(MlflowRun run) => KeyOf(run) is not { } key || key == assignment.Key || assignment.Shorter.Contains(key);

    private static string? KeyOf(MlflowRun run) => run.Data?.Tags?.FirstOrDefault(tag => tag.Key == SweepTags.Key).Value;

    private async Task<IReadOnlyList<MlflowRun>> SearchAsync(CancellationToken cancellation)
    {
        var filter = $"{SweepTags.ChildrenOf(sweep.ParentRun)} and tags.`{SweepTags.Trial}` = '{assignment.Index}'";
        return [.. ((await client.SearchRunsAsync([sweep.TrackingExperiment], filter, maxResults: 10, cancellation: cancellation)).Runs ?? []).Where(IsOurs)];
    }
}
