using Experiments.Checkpoints;
using Orchestrator.Api;
using Shared.Mlflow;
using Tests.Training;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>The walk from YAML to pixel with real processes and real MNIST.</summary>
[Collection(TorchTests.Name)]
public sealed class OneSweepTests
{
    private const string Sweep = """
        name: end-to-end
        experiment: denoising-autoencoder
        dataset: { name: mnist, train_images: 3000, validation_images: 200 }
        parameters: { noise: [0.3, 0.5], filters: 16, learning_rate: 0.01, epochs: 4 }
        retry: { attempts: 3, backoff: 100ms }
        """;

    [Fact]
    public async Task A_sweep_whose_trainer_is_killed_and_whose_node_leaves_ends_with_the_same_bits_as_an_undisturbed_one()
    {
        await using var cluster = await LocalCluster.StartAsync();
        var calm = await cluster.EndAsync(await cluster.SubmitAsync(Sweep));

        var id = await cluster.SubmitAsync(Sweep, fresh: true);
        await cluster.UntilAsync(id, InMidTrial);
        Assert.All(LocalCluster.Trainers(), trainer => trainer.Kill());
        await cluster.UntilAsync(id, sweep => sweep.Running.Any(trial => trial.Attempt == 2));
        // And as at Ctrl+C: the node checkpoints in mid-epoch and leaves; another comes.
        await cluster.UntilAsync(id, InMidTrial);
        await cluster.StopNodesAsync();
        // An older quota may hand the trial to the node once more while it leaves; it comes back without a retry.
        await cluster.UntilAsync(id, sweep => sweep.Running.Count == 0);
        cluster.StartNode(slots: 1);
        var disturbed = await cluster.EndAsync(id);
        await cluster.StopNodesAsync();

        Assert.Equal(("completed", 2), (disturbed.State, disturbed.Trials.Finished));
        var (before, after) = (await TrialsAsync(cluster, calm), await TrialsAsync(cluster, disturbed));
        Assert.Equal(before.Select(trial => (trial.Key, trial.Value)), after.Select(trial => (trial.Key, trial.Value)));
        Assert.Contains(after, trial => trial.Attempt > 2);
        await SameTracesAsync(cluster, calm, disturbed);
        Assert.Equal([], Directory.GetDirectories(Path.Combine(cluster.DataFolder, "work"), "*", SearchOption.AllDirectories).Where(folder => Path.GetFileName(folder) is "0" or "1"));
    }

    [Fact]
    public async Task A_second_submission_trains_nothing_again_even_after_a_restart_of_the_orchestrator()
    {
        const string quick = "name: quick\nexperiment: noop\nparameters: { index: [1, 2, 3], epochs: 1 }";
        await using var cluster = await LocalCluster.StartAsync(slots: 2);
        var first = await cluster.EndAsync(await cluster.SubmitAsync(quick));
        await cluster.StopNodesAsync();
        await cluster.StopOrchestratorAsync();

        await cluster.StartOrchestratorAsync();
        var again = await cluster.SubmitAsync(quick);

        Assert.Equal(first.Id, again);
        var second = await cluster.Client.SweepAsync(again, CancellationToken.None);
        Assert.Equal((first.State, first.Trials, first.Best!.Value, first.EndedAt), (second.State, second.Trials, second.Best!.Value, second.EndedAt));
        using var tracking = cluster.Tracking();
        var runs = await RunsAsync(tracking, second);
        Assert.Equal(3, runs.Count);
        Assert.All(runs.Values, run => Assert.Equal(RunStatus.Finished, run.Info.Status));
    }

    private static bool InMidTrial(SweepDto sweep) => sweep.Running.Any(trial => trial.Fraction is > 0.3 and < 0.8);

    private static async Task<IReadOnlyList<TrialDto>> TrialsAsync(LocalCluster cluster, SweepDto sweep) =>
        (await cluster.Client.TrialsAsync(sweep.Id, 0, CancellationToken.None)).Trials;

    private static async Task<Dictionary<string, MlflowRun>> RunsAsync(MlflowClient tracking, SweepDto sweep)
    {
        var runs = new Dictionary<string, MlflowRun>();
        await foreach (var run in tracking.SearchAllRunsAsync([sweep.Tracking.ExperimentId!], SweepTags.ChildrenOf(sweep.Tracking.ParentRunId!)))
        {
            // One run a trial, however many attempts it took.
            runs.Add(run.Data!.Tags!.Single(tag => tag.Key == SweepTags.Trial).Value, run);
        }

        return runs;
    }

    // The API's numbers are the tracking server's, every epoch stands there once, and weights and pictures are equal to the byte.
    private static async Task SameTracesAsync(LocalCluster cluster, SweepDto calm, SweepDto disturbed)
    {
        using var tracking = cluster.Tracking();
        var (before, after) = (await RunsAsync(tracking, calm), await RunsAsync(tracking, disturbed));
        foreach (var trial in await TrialsAsync(cluster, disturbed))
        {
            var (one, other) = (before[$"{trial.Index}"], after[$"{trial.Index}"]);
            Assert.Equal(RunStatus.Finished, other.Info.Status);
            foreach (var metric in new[] { "train/loss", "val/loss" })
            {
                var history = await tracking.GetMetricHistoryAsync(other.Info.RunId, metric);
                Assert.Equal([1L, 2L, 3L, 4L], history.Select(point => point.Step));
                Assert.Equal((await tracking.GetMetricHistoryAsync(one.Info.RunId, metric)).Select(point => point.Value), history.Select(point => point.Value));
            }

            Assert.Equal(trial.Value, other.Data!.Metrics!.Single(metric => metric.Key == "val/loss").Value);
            Assert.Equal(await State(tracking, one, trial.Key), await State(tracking, other, trial.Key));
            Assert.Equal(await FileAsync(tracking, one, "pictures/reconstruction.png"), await FileAsync(tracking, other, "pictures/reconstruction.png"));
        }
    }

    // Weights and optimizer; a checkpoint's metric rows hold times, which differ.
    private static async Task<IEnumerable<(string, string)>> State(MlflowClient tracking, MlflowRun run, string key)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, await FileAsync(tracking, run, CheckpointFile.Name));
            return [.. new CheckpointFile(file, key, TextWriter.Null).Read()!.State.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, Convert.ToHexString(pair.Value)))];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<byte[]> FileAsync(MlflowClient tracking, MlflowRun run, string path)
    {
        using var content = new MemoryStream();
        await tracking.DownloadArtifactAsync(run.Info.ArtifactUri!, path, content);
        return content.ToArray();
    }
}
