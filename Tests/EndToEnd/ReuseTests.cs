using Orchestrator.Api;
using Orchestrator.CommandLine;
using Shared.Mlflow;
using Tests.CommandLine;
using Tests.Training;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>A trial that any sweep has trained is answered from there.</summary>
[Collection(TorchTests.Name)]
public sealed class ReuseTests
{
    private const string First = """
        name: first
        experiment: denoising-autoencoder
        dataset: { name: mnist, train_images: 1000, validation_images: 100 }
        parameters: { noise: [0.3, 0.5], filters: 8, epochs: 2 }
        """;

    [Fact]
    public async Task A_trial_of_another_sweep_with_the_same_key_is_answered_without_a_node_and_has_a_whole_run()
    {
        await using var cluster = await LocalCluster.StartAsync();
        var first = await cluster.EndAsync(await cluster.SubmitAsync(First));
        await cluster.StopNodesAsync();

        // No node is there: only answers can finish it.
        var second = await cluster.EndAsync(await cluster.SubmitAsync(First.Replace("name: first", "name: second", StringComparison.Ordinal).Replace("[0.3, 0.5]", "[0.5]", StringComparison.Ordinal)));

        Assert.Equal(("completed", 1, 1), (second.State, second.Trials.Finished, second.Trials.Reused));
        var (original, copy) = (await cluster.Client.TrialAsync(first.Id, 1, CancellationToken.None), await cluster.Client.TrialAsync(second.Id, 0, CancellationToken.None));
        Assert.Equal((new ReusedDto(first.Id, 1), original.Value, original.Key), (copy.Reused, copy.Value, copy.Key));
        using var tracking = cluster.Tracking();
        var run = await RecordedAsync(tracking, second);
        var source = await TrialArtifacts.FindRunAsync(tracking, first.Tracking.ExperimentId!, first.Id, 1, original.Key, CancellationToken.None);
        Assert.Equal(await tracking.GetMetricHistoryAsync(source!.Info.RunId, "val/loss"), await tracking.GetMetricHistoryAsync(run.Info.RunId, "val/loss"));
        Assert.Contains(run.Data!.Params!, parameter => parameter is { Key: "noise", Value: "0.5" });
        // Pictures and weights are the original's.
        var files = await TrialArtifacts.FindRunAsync(tracking, second.Tracking.ExperimentId!, second.Id, 0, copy.Key, CancellationToken.None);
        Assert.Equal(source.Info.RunId, files!.Info.RunId);

        var status = await CommandRun.OfAsync(["status", "second", "--plain", "--server", cluster.Client.Server.AbsoluteUri]);
        Assert.Contains($"reused from {first.Id} trial 1", status.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_shall_be_trained_anew_is_and_answers_survive_the_loss_of_their_file()
    {
        const string sweep = "name: NAME\nexperiment: noop\nparameters: { index: [1, 2, 3], epochs: 1 }";
        await using var cluster = await LocalCluster.StartAsync(slots: 2);
        var first = await cluster.EndAsync(await cluster.SubmitAsync(sweep.Replace("NAME", "one", StringComparison.Ordinal)));
        var anew = await cluster.Client.SubmitAsync(
            new SweepSource("", System.Text.Encoding.UTF8.GetBytes(sweep.Replace("NAME", "two", StringComparison.Ordinal)), []), fresh: false, noCache: true, CancellationToken.None);
        Assert.Equal(0, (await cluster.EndAsync(anew.Submitted!.Id)).Trials.Reused);
        Assert.Equal(0, (await cluster.EndAsync(await cluster.SubmitAsync(sweep.Replace("NAME", "one", StringComparison.Ordinal), fresh: true))).Trials.Reused);

        await cluster.StopNodesAsync();
        await cluster.StopOrchestratorAsync();
        foreach (var file in Directory.EnumerateFiles(cluster.DataFolder, "answers.db*"))
        {
            File.Delete(file);
        }

        await cluster.StartOrchestratorAsync();
        // Looked at, the first sweep brings its answers back.
        await cluster.Client.SweepAsync(first.Id, CancellationToken.None);
        var third = await cluster.EndAsync(await cluster.SubmitAsync(sweep.Replace("NAME", "three", StringComparison.Ordinal)));

        Assert.Equal(("completed", 3), (third.State, third.Trials.Reused));
    }

    private static async Task<MlflowRun> RecordedAsync(MlflowClient tracking, SweepDto sweep)
    {
        while (true)
        {
            var page = await tracking.SearchRunsAsync([sweep.Tracking.ExperimentId!], SweepTags.ChildrenOf(sweep.Tracking.ParentRunId!));
            if (page.Runs is [{ Info.Status: RunStatus.Finished } run])
            {
                return run;
            }
        }
    }
}
