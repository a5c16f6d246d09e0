using System.Text;
using Shared.Mlflow;
using Tests.CommandLine;
using Tests.Training;
using Xunit;

namespace Tests.EndToEnd;

[Collection(TorchTests.Name)]
public sealed class RegisterTests
{
    [Fact]
    public async Task The_best_trial_becomes_a_version_of_a_registered_model_with_its_weights_beside_an_MLmodel_file()
    {
        await using var cluster = await LocalCluster.StartAsync();
        var sweep = await cluster.EndAsync(await cluster.SubmitAsync("""
            name: registered
            experiment: dense-autoencoder
            dataset: { name: mnist, train_images: 500, validation_images: 100 }
            parameters: { code: [4, 8], epochs: 1 }
            """));
        await cluster.StopNodesAsync();
        var server = cluster.Client.Server.AbsoluteUri;

        var registered = await CommandRun.OfAsync(["register", "registered", "--model", "digits", "--alias", "champion", "--server", server]);
        var again = await CommandRun.OfAsync(["register", "registered", "--model", "digits", "--trial", "0", "--server", server]);

        Assert.Equal((0, $"trial {sweep.Best!.Index} of {sweep.Id} is version 1 of digits, champion: models:/digits/1\n"), (registered.Code, registered.Out));
        Assert.Equal((0, $"trial 0 of {sweep.Id} is version 2 of digits: models:/digits/2\n"), (again.Code, again.Out));
        using var tracking = cluster.Tracking();
        var version = await tracking.GetModelVersionByAliasAsync("digits", "champion");
        var run = await tracking.GetRunAsync(version!.RunId!);
        Assert.Equal(("1", $"{run.Info.ArtifactUri}/model"), (version.Version, version.Source));
        Assert.Equal(await FileAsync(tracking, run, "weights.safetensors"), await FileAsync(tracking, run, "model/weights.safetensors"));
        Assert.Equal("mnist", Assert.Single(run.Inputs!.DatasetInputs!).Dataset.Name);
        Assert.Contains($"run_id: {run.Info.RunId}\n", Encoding.UTF8.GetString(await FileAsync(tracking, run, "model/MLmodel")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_without_weights_is_refused_and_nothing_is_registered()
    {
        await using var cluster = await LocalCluster.StartAsync();
        await cluster.EndAsync(await cluster.SubmitAsync("name: without\nexperiment: noop\nparameters: { index: 1 }"));
        await cluster.StopNodesAsync();

        var refused = await CommandRun.OfAsync(["register", "without", "--model", "nothing", "--server", cluster.Client.Server.AbsoluteUri]);

        Assert.NotEqual(0, refused.Code);
        Assert.Contains("has no artifact weights.safetensors", refused.Error, StringComparison.Ordinal);
        using var tracking = cluster.Tracking();
        Assert.Null(await tracking.GetModelVersionByAliasAsync("nothing", "champion"));
    }

    private static async Task<byte[]> FileAsync(MlflowClient tracking, MlflowRun run, string path)
    {
        using var content = new MemoryStream();
        await tracking.DownloadArtifactAsync(run.Info.ArtifactUri!, path, content);
        return content.ToArray();
    }
}
