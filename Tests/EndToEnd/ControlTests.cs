using Experiments.Training;
using Orchestrator.Api;
using Shared.Mlflow;
using Tests.Training;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>What people do to sweeps while they run, with real processes.</summary>
[Collection(TorchTests.Name)]
public sealed class ControlTests
{
    [Fact]
    public async Task Two_sweeps_take_turns_on_one_slot_and_a_paused_one_leaves_it_to_the_other_until_it_is_resumed()
    {
        await using var cluster = await LocalCluster.StartAsync(slots: 1);
        var one = await cluster.SubmitAsync(Noop("one", trials: 400));
        var two = await cluster.SubmitAsync(Noop("two", trials: 400));
        await cluster.UntilAsync(one, sweep => sweep.Trials.Finished > 0);
        Assert.NotEqual("completed", (await cluster.UntilAsync(two, sweep => sweep.Trials.Finished > 0)).State);

        await cluster.Client.ControlAsync(one, "pause", new ControlDto(Who: "ada@host", Why: "a demo"), CancellationToken.None);
        var paused = await cluster.UntilAsync(one, sweep => sweep.State == "paused");
        var other = await cluster.Client.SweepAsync(two, CancellationToken.None);
        await cluster.UntilAsync(two, sweep => sweep.Trials.Finished > other.Trials.Finished + 5);
        Assert.Equal(paused.Trials.Finished, (await cluster.Client.SweepAsync(one, CancellationToken.None)).Trials.Finished);
        Assert.Contains("paused by ada@host", (await cluster.Client.WhyAsync(one, 399, CancellationToken.None)).Waits);

        await cluster.Client.ControlAsync(two, "cancel", new ControlDto(Now: true), CancellationToken.None);
        await cluster.UntilAsync(two, sweep => sweep.State == "cancelled");
        await cluster.Client.ControlAsync(one, "resume", new ControlDto(), CancellationToken.None);
        await cluster.UntilAsync(one, sweep => sweep.Trials.Finished > paused.Trials.Finished);

        var history = await cluster.Client.HistoryAsync(one, CancellationToken.None);
        Assert.Equal(["submitted", "paused", "resumed"], history.Select(record => record.What));
        Assert.Equal(("ada@host", "a demo"), (history[1].Who, history[1].Why));
    }

    [Fact]
    public async Task A_finished_sweep_that_trains_on_ends_with_the_bits_of_one_that_trained_so_long_at_once_in_the_same_runs()
    {
        await using var cluster = await LocalCluster.StartAsync(slots: 1);
        var whole = await cluster.EndAsync(await cluster.SubmitAsync(Training("whole", epochs: 4)));
        var short2 = await cluster.EndAsync(await cluster.SubmitAsync(Training("grown", epochs: 2)));
        var run = await RunAsync(cluster, short2);

        await cluster.Client.ControlAsync(short2.Id, "extend", new ControlDto(Epochs: 4), CancellationToken.None);
        var grown = await cluster.UntilAsync(short2.Id, sweep => sweep.State == "completed" && sweep.Trials.Finished == 1);
        await cluster.StopNodesAsync();

        Assert.Equal(whole.Best!.Value, grown.Best!.Value);
        Assert.Equal((await TrialAsync(cluster, whole)).Key, (await TrialAsync(cluster, grown)).Key);
        var after = await RunAsync(cluster, grown);
        Assert.Equal(run.Info.RunId, after.Info.RunId);
        Assert.Equal(RunStatus.Finished, after.Info.Status);
        using var tracking = cluster.Tracking();
        Assert.Equal([1L, 2L, 3L, 4L], (await tracking.GetMetricHistoryAsync(run.Info.RunId, "val/loss")).Select(point => point.Step));
        Assert.Equal(await ChainAsync(tracking, await RunAsync(cluster, whole)), await ChainAsync(tracking, after));
        Assert.Equal("4", after.Data!.Tags!.Single(tag => tag.Key == SweepTags.TrainedTo).Value);
    }

    private static string Noop(string name, int trials) =>
        $"name: {name}\nexperiment: noop\nparameters: {{ index: {{ from: 1, to: {trials}, step: 1 }}, epochs: 1, sleep_ms: 100 }}";

    private static string Training(string name, int epochs) => $$"""
        name: {{name}}
        experiment: denoising-autoencoder
        dataset: { name: mnist, train_images: 1000, validation_images: 200 }
        parameters: { filters: 8, learning_rate: 0.003, schedule: constant, epochs: {{epochs}} }
        """;

    private static Task<TrialDto> TrialAsync(LocalCluster cluster, SweepDto sweep) => cluster.Client.TrialAsync(sweep.Id, 0, CancellationToken.None);

    private static async Task<MlflowRun> RunAsync(LocalCluster cluster, SweepDto sweep)
    {
        using var tracking = cluster.Tracking();
        var page = await tracking.SearchRunsAsync([sweep.Tracking.ExperimentId!], SweepTags.ChildrenOf(sweep.Tracking.ParentRunId!));
        // One run a trial, however often it was extended.
        return Assert.Single(page.Runs!);
    }

    private static async Task<string> ChainAsync(MlflowClient tracking, MlflowRun run)
    {
        using var content = new MemoryStream();
        await tracking.DownloadArtifactAsync(run.Info.ArtifactUri!, WeightChain.FileName, content);
        return Convert.ToHexString(content.ToArray());
    }
}
