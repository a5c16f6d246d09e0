using Orchestrator.Api;
using Shared.Mlflow;
using Tests.Support;
using Tests.Training;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>A trial moves between machines that share no folder, and goes on where it was.</summary>
[Collection(TorchTests.Name)]
public sealed class MovingTrialTests
{
    private const int Epochs = 5;

    private static readonly string Sweep = $$"""
        name: moving
        experiment: denoising-autoencoder
        dataset: { name: mnist, train_images: 3000, validation_images: 200 }
        parameters: { noise: 0.5, filters: 16, learning_rate: 0.01, epochs: {{Epochs}} }
        """;

    [Fact]
    public async Task A_trial_whose_node_is_killed_goes_on_from_its_checkpoint_on_another_node_to_the_same_bits()
    {
        using var folders = new TempFolder();
        await using var cluster = new LocalCluster();
        await cluster.StartOrchestratorAsync();
        using var first = NodeProcess.Start(cluster.Join, "first", folders.Folder("first"));
        var id = await cluster.SubmitAsync(Sweep);
        await cluster.UntilAsync(id, sweep => sweep.Running is [{ Fraction: < 0.8 }] && Kept(cluster, id) is [{ Epoch: >= 1 }, ..]);

        await first.KillAsync();
        var killed = DateTimeOffset.UtcNow;
        var reached = Kept(cluster, id)[0].Epoch;
        using var second = NodeProcess.Start(cluster.Join, "second", folders.Folder("second"));
        var firstSeen = await cluster.UntilAsync(id, sweep => sweep.State == "completed" || sweep.Running is [{ Attempt: 2, Epochs: > 0 }]);
        Assert.All(firstSeen.Running, trial => Assert.InRange(trial.Epoch, reached, Epochs));
        var moved = await cluster.EndAsync(id);
        var calm = await cluster.EndAsync(await cluster.SubmitAsync(Sweep, fresh: true));
        await second.LeaveAsync();

        Assert.Equal("completed", moved.State);
        using var tracking = cluster.Tracking();
        var (one, other) = (await RunAsync(cluster, tracking, moved), await RunAsync(cluster, tracking, calm));
        var history = await tracking.GetMetricHistoryAsync(one.Info.RunId, "val/loss");
        Assert.Equal(Enumerable.Range(1, Epochs).Select(epoch => (long)epoch), history.Select(point => point.Step));
        // What the first node measured was not measured again.
        Assert.True(history.Count(point => point.Timestamp <= killed.ToUnixTimeMilliseconds()) >= reached);
        Assert.Equal((await tracking.GetMetricHistoryAsync(other.Info.RunId, "val/loss")).Select(point => point.Value), history.Select(point => point.Value));
        Assert.Equal(await FileAsync(tracking, other, TrialArtifacts.Chain), await FileAsync(tracking, one, TrialArtifacts.Chain));
        Assert.Equal(await FileAsync(tracking, other, TrialArtifacts.Weights), await FileAsync(tracking, one, TrialArtifacts.Weights));
        // Its answer is stored, so nothing of it is kept.
        Assert.Empty(Kept(cluster, id));
    }

    [Fact]
    public async Task A_trial_whose_node_leaves_goes_on_from_the_middle_of_its_epoch_on_another_node()
    {
        using var folders = new TempFolder();
        await using var cluster = new LocalCluster();
        await cluster.StartOrchestratorAsync();
        using var first = NodeProcess.Start(cluster.Join, "first", folders.Folder("first"));
        var id = await cluster.SubmitAsync(Sweep);
        await cluster.UntilAsync(id, sweep => sweep.Running is [{ Fraction: > 0.05 and < 0.8 }]);

        await first.LeaveAsync();
        // It may be given to the node once more, before that is known to leave, and comes back.
        await cluster.UntilAsync(id, sweep => sweep.Trials is { Running: 0, Pending: 1 });
        var last = Kept(cluster, id)[0];
        Assert.True(last.Batch > 0, $"the last checkpoint is at batch {last.Batch} of epoch {last.Epoch}");
        using var second = NodeProcess.Start(cluster.Join, "second", folders.Folder("second"));
        var moved = await cluster.EndAsync(id);
        await second.LeaveAsync();

        Assert.Equal("completed", moved.State);
        Assert.Contains($"goes on from epoch {last.Epoch}", await LogAsync(folders.File("second")), StringComparison.Ordinal);
    }

    private static Shared.Checkpoints.KeptCheckpoint[] Kept(LocalCluster cluster, string id) =>
        cluster.Client.CheckpointsAsync(id, CancellationToken.None).GetAwaiter().GetResult();

    private static async Task<string> LogAsync(string data) =>
        string.Concat(await Task.WhenAll(Directory.EnumerateFiles(Path.Combine(data, "logs")).Select(file => File.ReadAllTextAsync(file))));

    private static async Task<MlflowRun> RunAsync(LocalCluster cluster, MlflowClient tracking, SweepDto sweep)
    {
        var trial = await cluster.Client.TrialAsync(sweep.Id, 0, CancellationToken.None);
        MlflowRun? run;
        do
        {
            // Sent in the background, and soon.
            run = await TrialArtifacts.FindRunAsync(tracking, sweep.Tracking.ExperimentId!, sweep.Id, 0, trial.Key, CancellationToken.None);
        }
        while (run?.Info.Status != RunStatus.Finished);
        return run;
    }

    private static async Task<byte[]> FileAsync(MlflowClient tracking, MlflowRun run, string path)
    {
        using var content = new MemoryStream();
        await tracking.DownloadArtifactAsync(run.Info.ArtifactUri!, path, content);
        return content.ToArray();
    }
}
