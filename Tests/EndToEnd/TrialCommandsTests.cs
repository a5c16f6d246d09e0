using Orchestrator.CommandLine;
using Orchestrator.Hosting;
using SkiaSharp;
using Tests.CommandLine;
using Tests.Support;
using Tests.Training;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>Commands on a finished sweep's trials, as a person types them after <c>run</c>: no server runs any more.</summary>
[Collection(TorchTests.Name)]
public sealed class TrialCommandsTests
{
    private const string Sweep = """
        name: tiny
        experiment: denoising-autoencoder
        dataset: { name: mnist, train_images: 1000, validation_images: 100 }
        parameters: { noise: [0.3, 0.5], filters: 8, epochs: 2 }
        """;

    [Fact]
    public async Task A_trial_is_replayed_to_the_bit_and_run_on_an_image_from_the_data_folder_alone()
    {
        using var folder = new TempFolder();
        await using (var cluster = await LocalCluster.StartAsync())
        {
            await cluster.EndAsync(await cluster.SubmitAsync(Sweep));
            await cluster.StopNodesAsync();
            await cluster.StopOrchestratorAsync();

            var replay = await CommandAsync("replay", "tiny", "1", "--data", cluster.DataFolder);
            Assert.Equal((ExitCodes.Success, ""), (replay.Code, replay.Error));
            Assert.EndsWith("the weights of all 2 epochs are the recorded ones, to the bit\n", replay.Out);

            using (var bitmap = new SKBitmap(50, 50))
            using (var image = File.Create(folder.File("mine.png")))
            {
                bitmap.Encode(image, SKEncodedImageFormat.Png, 100);
            }

            var reconstruct = await CommandAsync("reconstruct", "tiny", folder.File("mine.png"), "--output", folder.File("out"), "--data", cluster.DataFolder);
            Assert.Equal((ExitCodes.Success, ""), (reconstruct.Code, reconstruct.Error));
            Assert.True(File.Exists(Path.Combine(folder.File("out"), "mine.reconstructed.png")));

            var unknown = await CommandAsync("replay", "tiny", "2", "--data", cluster.DataFolder);
            Assert.Equal((ExitCodes.Refused, 1), (unknown.Code, unknown.ErrorLines.Count));
            Assert.EndsWith("has the trials 0 to 1, not 2", unknown.ErrorLines[0]);
            await cluster.StartOrchestratorAsync();
        }

        var nothing = await CommandAsync("reconstruct", "tiny", folder.File("mine.png"), "--data", folder.File("nowhere"));
        Assert.Equal(ExitCodes.Refused, nothing.Code);
        Assert.Contains("holds no sweeps", Assert.Single(nothing.ErrorLines));
        Assert.False(Directory.Exists(folder.File("nowhere")));
    }

    private static Task<CommandRun> CommandAsync(params string[] arguments) => CommandRun.OfAsync(arguments, new CommandServices(
        async (options, cancellation) =>
        {
            var host = await OrchestratorHost.StartAsync(options, cancellation);
            return new RunningOrchestrator(host.Address, host.ClusterAddress, async () => await host.DisposeAsync());
        },
        (_, _) => throw new InvalidOperationException("nobody asked for a node"),
        () => throw new InvalidOperationException("nobody asked what can be trained")));
}
