using System.Text;
using Orchestrator.Api;
using Orchestrator.Sweeps;
using Shared.Mlflow;
using Tests.Training;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>One sweep after the other with real processes, real MNIST and real weights.</summary>
[Collection(TorchTests.Name)]
public sealed class WarmStartTests
{
    private const string First = """
        name: first
        experiment: denoising-autoencoder
        dataset: { name: mnist, train_images: 3000, validation_images: 200 }
        parameters: { noise: [0.3, 0.5], filters: 8, schedule: constant, epochs: 2 }
        """;

    private const string Then = """
        name: then
        experiment: denoising-autoencoder
        dataset: { name: mnist, train_images: 3000, validation_images: 200 }
        start_from: { sweep: first, trial: best }
        parameters: { noise: 0.4, filters: 8, schedule: constant, epochs: 4 }
        retry: { attempts: 3, backoff: 100ms }
        """;

    [Fact]
    public async Task A_sweep_goes_on_from_anothers_weights_to_the_same_bits_even_if_its_trainer_is_killed()
    {
        await using var cluster = await LocalCluster.StartAsync();
        var missing = Assert.Single((await cluster.Client.SubmitAsync(Encoding.UTF8.GetBytes(Then), fresh: false, CancellationToken.None)).Faults);
        Assert.Equal((4, "start_from.sweep", "run first first"), (missing.Line, missing.Key, missing.Cure));

        var first = await cluster.EndAsync(await cluster.SubmitAsync(First));
        var cold = await cluster.EndAsync(await cluster.SubmitAsync(Then.Replace("start_from", "# start_from", StringComparison.Ordinal)));
        var calm = await cluster.EndAsync(await cluster.SubmitAsync(Then));
        var id = await cluster.SubmitAsync(Then, fresh: true);
        await cluster.UntilAsync(id, sweep => sweep.Running.Any(trial => trial.Fraction is > 0.3 and < 0.8));
        Assert.All(LocalCluster.Trainers(), trainer => trainer.Kill());
        var disturbed = await cluster.EndAsync(id);
        var unfit = Then.Replace("filters: 8", "filters: 8, inner_filters: 4", StringComparison.Ordinal);
        var misfit = Assert.Single((await cluster.Client.SubmitAsync(Encoding.UTF8.GetBytes(unfit), fresh: false, CancellationToken.None)).Faults);
        await cluster.StopNodesAsync();

        Assert.Equal((4, "both must have the same filters, depth and inner_filters"), (misfit.Line, misfit.Cure));
        Assert.StartsWith("trial 0 has inner_filters 4, but trial ", misfit.Problem);
        Assert.Equal(["completed", "completed", "completed", "completed"], new[] { first, cold, calm, disturbed }.Select(sweep => sweep.State));
        Assert.Equal(new StartDto(first.Id, first.Best!.Index), calm.Start);
        var (one, other) = (await TrialAsync(cluster, calm), await TrialAsync(cluster, disturbed));
        Assert.True(other.Attempt > 1);
        Assert.Equal((one.Key, one.Value, first.Best.Index), (other.Key, other.Value, other.StartTrial!.Value));
        Assert.NotEqual((await TrialAsync(cluster, cold)).Key, one.Key);

        using var tracking = cluster.Tracking();
        var (coldRun, calmRun, disturbedRun) = (await RunAsync(tracking, cold), await RunAsync(tracking, calm), await RunAsync(tracking, disturbed));
        Assert.Equal(await FileAsync(tracking, calmRun, "weights.safetensors"), await FileAsync(tracking, disturbedRun, "weights.safetensors"));
        Assert.True(await FirstLossAsync(tracking, calmRun) < 0.9 * await FirstLossAsync(tracking, coldRun));
        Assert.Contains(new MlflowTag(SweepTags.StartSweep, first.Id), calmRun.Data!.Tags!);
        Assert.Contains($"start_from:\n  sweep: \"{first.Id}\"\n  trial: {first.Best.Index}\n", Encoding.UTF8.GetString(await FileAsync(tracking, calmRun, "config.yaml")));
    }

    [Fact]
    public async Task What_was_chosen_stays_chosen_over_a_restart_and_a_second_submission_trains_nothing_again()
    {
        const string then = "name: then\nexperiment: noop\nstart_from: { sweep: first, trial: matching }\nparameters: { index: [2, 1], epochs: 1 }";
        await using var cluster = await LocalCluster.StartAsync(slots: 2);
        var first = await cluster.EndAsync(await cluster.SubmitAsync("name: first\nexperiment: noop\nparameters: { index: [1, 2], epochs: 1 }"));
        using (var tracking = cluster.Tracking())
        {
            // The no-op keeps no weights of its own.
            await foreach (var run in RunsAsync(tracking, first))
            {
                await tracking.UploadArtifactAsync(run.Info.ArtifactUri!, "weights.safetensors", new byte[] { 1 });
            }
        }

        var second = await cluster.EndAsync(await cluster.SubmitAsync(then));
        await cluster.StopNodesAsync();
        await cluster.StopOrchestratorAsync();
        await cluster.StartOrchestratorAsync();

        Assert.Equal(second.Id, await cluster.SubmitAsync(then));
        var again = await cluster.Client.SweepAsync(second.Id, CancellationToken.None);
        Assert.Equal(("completed", 2, second.EndedAt), (again.State, again.Trials.Finished, again.EndedAt));
        Assert.Equal(new StartDto(first.Id, null), again.Start);
        var trials = (await cluster.Client.TrialsAsync(second.Id, 0, CancellationToken.None)).Trials;
        Assert.Equal([1, 0], trials.Select(trial => trial.StartTrial!.Value));

        var (spec, faults) = await cluster.Client.CheckAsync(new("then.yaml", Encoding.UTF8.GetBytes(then), [new SweepOverride("parameters.index", "1")]), CancellationToken.None);
        Assert.Empty(faults);
        Assert.Equal(trials[1].Key, Grid.Of(spec!).KeyAt(0));
        (_, faults) = await cluster.Client.CheckAsync(new("then.yaml", Encoding.UTF8.GetBytes(then), [new SweepOverride("start_from.trial", "2")]), CancellationToken.None);
        Assert.Equal($"--set start_from.trial: {first.Id} has no trial 2 (its trials are 0 to 1)", Assert.Single(faults).ToString());
    }

    private static async Task<TrialDto> TrialAsync(LocalCluster cluster, SweepDto sweep) => (await cluster.Client.TrialsAsync(sweep.Id, 0, CancellationToken.None)).Trials.Single();

    private static IAsyncEnumerable<MlflowRun> RunsAsync(MlflowClient tracking, SweepDto sweep) =>
        tracking.SearchAllRunsAsync([sweep.Tracking.ExperimentId!], SweepTags.ChildrenOf(sweep.Tracking.ParentRunId!));

    private static async Task<MlflowRun> RunAsync(MlflowClient tracking, SweepDto sweep)
    {
        var runs = new List<MlflowRun>();
        await foreach (var run in RunsAsync(tracking, sweep))
        {
            runs.Add(run);
        }

        return Assert.Single(runs);
    }

    private static async Task<double> FirstLossAsync(MlflowClient tracking, MlflowRun run) => (await tracking.GetMetricHistoryAsync(run.Info.RunId, "val/loss"))[0].Value;

    private static async Task<byte[]> FileAsync(MlflowClient tracking, MlflowRun run, string path)
    {
        using var content = new MemoryStream();
        await tracking.DownloadArtifactAsync(run.Info.ArtifactUri!, path, content);
        return content.ToArray();
    }
}
