using System.Collections.Concurrent;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Copying;

/// <summary>Copies one experiment: its tags, then an empty run for each of its runs, then what was logged to them. Broken off at any point, the next copy goes on from there.</summary>
internal sealed class ExperimentCopy(MlflowClient source, MlflowClient target, TimeProvider clock, Action<string> say)
{
    private const int AtOnce = 4;
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(5);

    private readonly CopyTally _tally = new();

    public async Task CopyAsync(MlflowExperiment experiment, CancellationToken cancellation)
    {
        var home = await EnsureAsync(experiment, cancellation);
        var copies = await EnsureRunsAsync(experiment.ExperimentId, home, cancellation);
        var ids = copies.ToDictionary(pair => pair.Key, pair => pair.Value.Info.RunId);
        var copier = new RunCopy(source, target, ids, _tally);
        await using var timer = clock.CreateTimer(_ => Say(experiment, copies.Count), null, SayEvery, SayEvery);
        var how = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(source.SearchAllRunsAsync([experiment.ExperimentId], cancellation: cancellation), how, async (run, stop) =>
        {
            if (!copies.TryGetValue(run.Info.RunId, out var copy))
            {
                // Made since the copy began; the next one takes it.
            }
            else if (run.Info.Status != RunStatus.Running && CopyTags.Of(copy, CopyTags.Whole) == CopyTags.StateOf(run.Info))
            {
                _tally.Known();
            }
            else
            {
                await copier.CopyAsync(run, copy.Info, stop);
            }
        });
        Say(experiment, copies.Count);
    }

    private async Task<string> EnsureAsync(MlflowExperiment experiment, CancellationToken cancellation)
    {
        var known = await target.GetExperimentByNameAsync(experiment.Name, cancellation);
        if (known is { LifecycleStage: "deleted" })
        {
            throw new RefusalException($"the experiment '{experiment.Name}' is deleted on {target.Connection}; restore it there, or name others with --experiment");
        }

        var home = known?.ExperimentId ?? await target.EnsureExperimentAsync(experiment.Name, cancellation);
        foreach (var tag in experiment.Tags ?? [])
        {
            await target.SetExperimentTagAsync(home, tag.Key, tag.Value, cancellation);
        }

        return home;
    }

    /// <returns>Originals' ids → copies. All are there before any is filled, since a run may name another.</returns>
    private async Task<ConcurrentDictionary<string, MlflowRun>> EnsureRunsAsync(string experiment, string home, CancellationToken cancellation)
    {
        ConcurrentDictionary<string, MlflowRun> copies = [];
        await foreach (var run in target.SearchAllRunsAsync([home], $"tags.`{CopyTags.Source}` LIKE '%'", cancellation: cancellation))
        {
            copies.TryAdd(CopyTags.Of(run, CopyTags.Source)!, Head(run));
        }

        ConcurrentDictionary<string, MlflowRun> wanted = [];
        var how = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(source.SearchAllRunsAsync([experiment], cancellation: cancellation), how, async (run, stop) =>
            wanted[run.Info.RunId] = copies.TryGetValue(run.Info.RunId, out var known) ? known : await CreateAsync(home, run.Info, stop));
        return wanted;
    }

    private Task<MlflowRun> CreateAsync(string home, RunInfo original, CancellationToken cancellation) => target.CreateRunAsync(
        home, DateTimeOffset.FromUnixTimeMilliseconds(original.StartTime ?? 0), original.RunName, [new(CopyTags.Source, original.RunId)], original.UserId, cancellation);

    // What was logged to a hundred thousand runs is not held meanwhile.
    private static MlflowRun Head(MlflowRun run) => run with { Data = new RunData(null, null, [.. (run.Data?.Tags ?? []).Where(tag => tag.Key == CopyTags.Whole)]) };

    private void Say(MlflowExperiment experiment, int total) => say($"{experiment.Name}: {_tally.Line(total)}");
}
