using System.Collections.Concurrent;
using System.Globalization;
using Orchestrator.Coordinator;
using Serilog;
using Shared.Mlflow;
using Shared.Wire;

namespace Orchestrator.Answers;

/// <summary>
/// Makes the runs of trials that were answered by others: a sweep's table in the tracking server is whole, each run with its parameters, the original's metric history, and a tag that
/// says whose run holds the pictures and weights. May be repeated: a trial that has its run keeps it.
/// </summary>
public sealed class ReusedRuns(SweepTracking tracking, TimeProvider clock)
{
    private const int AtOnce = 4;

    // A sweep counts a trial as finished before its last row was sent; an original that was deleted is not waited for longer.
    private static readonly TimeSpan OriginalPatience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<(string Sweep, int Index), long> _missedSince = new();

    /// <param name="trackingUri">Empty: the orchestrator's own.</param>
    /// <param name="assignment">Names a trial's parameters.</param>
    /// <returns>The indices that have their runs now; the others' originals are not recorded whole yet.</returns>
    /// <exception cref="MlflowException">The tracking server does not answer, or refuses.</exception>
    public async Task<IReadOnlyCollection<int>> RecordAsync(string trackingUri, SweepHeader sweep, IReadOnlyList<TrialReused> reused, Func<int, Assignment> assignment)
    {
        var client = tracking.ClientFor(trackingUri);
        var known = new Dictionary<int, MlflowRun>();
        await foreach (var run in client.SearchAllRunsAsync([sweep.TrackingExperiment], SweepTags.ChildrenOf(sweep.ParentRun)))
        {
            if (Tag(run, SweepTags.Trial) is { } trial && int.TryParse(trial, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                known[index] = run;
            }
        }

        var done = new ConcurrentBag<int>();
        await Parallel.ForEachAsync(reused, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (one, cancellation) =>
        {
            var run = known.GetValueOrDefault(one.Index);
            if (run?.Info.Status == RunStatus.Finished || await RecordAsync(client, sweep, one, assignment(one.Index), run, cancellation))
            {
                done.Add(one.Index);
            }
        });
        return done;
    }

    private async Task<bool> RecordAsync(MlflowClient client, SweepHeader sweep, TrialReused reused, Assignment trial, MlflowRun? begun, CancellationToken cancellation)
    {
        var original = await TrialArtifacts.FindRunAsync(client, reused.Experiment, reused.Sweep, reused.Source, trial.Key, cancellation);
        if (original?.Info.Status != RunStatus.Finished && !WaitedEnough(reused))
        {
            return false;
        }

        if (original is null)
        {
            Log.Warning("Trial {Trial} of {Sweep} has no metric history: the run of trial {Source} of {Original} is gone", reused.Index, sweep.Id, reused.Source, reused.Sweep);
        }

        var run = begun ?? await client.CreateRunAsync(sweep.TrackingExperiment, clock.GetUtcNow(), RunTags.NameOf(trial), [.. RunTags.Of(sweep, trial), .. Origin(reused, original)], cancellation: cancellation);
        var points = new List<MetricPoint>();
        foreach (var metric in (original?.Data?.Metrics ?? []).Where(metric => !metric.Key.StartsWith(MetricSections.System, StringComparison.Ordinal)))
        {
            points.AddRange(await client.GetMetricHistoryAsync(original!.Info.RunId, metric.Key, cancellation));
        }

        await client.LogBatchAsync(run.Info.RunId, points, [.. RunTags.Parameters(trial)], cancellation: cancellation);
        await client.UpdateRunAsync(run.Info.RunId, RunStatus.Finished, clock.GetUtcNow(), cancellation: cancellation);
        _missedSince.TryRemove((reused.Sweep, reused.Source), out _);
        return true;
    }

    // Whether the original was waited for long enough.
    private bool WaitedEnough(TrialReused reused) => clock.GetElapsedTime(_missedSince.GetOrAdd((reused.Sweep, reused.Source), _ => clock.GetTimestamp())) >= OriginalPatience;

    private static IEnumerable<MlflowTag> Origin(TrialReused reused, MlflowRun? original)
    {
        yield return new(SweepTags.ReusedSweep, reused.Sweep);
        yield return new(SweepTags.ReusedTrial, reused.Source.ToString(CultureInfo.InvariantCulture));
        if (original is not null)
        {
            yield return new(SweepTags.ReusedRun, original.Info.RunId);
        }
    }

    private static string? Tag(MlflowRun run, string key) => run.Data?.Tags?.FirstOrDefault(tag => tag.Key == key).Value;
}

/// <summary>The answers of earlier trials, and how trials that take one are recorded.</summary>
public sealed record SweepAnswers(AnswerStore Store, ReusedRuns Runs);
