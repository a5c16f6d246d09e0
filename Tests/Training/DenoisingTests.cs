using Experiments.Data;
using Experiments.Pictures;
using Shared.Datasets;
using Shared.Trials;
using Shared.Wire;
using SkiaSharp;
using Tests.Support;
using Xunit;
using static TorchSharp.torch;

namespace Tests.Training;

[Collection(TorchTests.Name)]
public sealed class DenoisingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_learns_to_denoise_real_digits_and_shows_them()
    {
        var data = await DatasetStore.Standard().EnsureAsync("mnist", null, TestContext.Current.CancellationToken);
        var trial = SomeTrial.Denoising(_folder.Folder("work"), data, filters: 16);
        trial.DatasetOptions["train_images"] = ParameterValue.Of(5_000L).ToWire();
        trial.DatasetOptions["validation_images"] = ParameterValue.Of(500L).ToWire();
        trial.Set("batch_size", 64L);

        var reports = SomeTrial.Train(trial);
        Assert.Equal("", reports[^1].Ended.Reason);
        var losses = reports.Where(report => report.Row is not null).Select(report => report.Row.Metrics.Single(metric => metric.Name == "val_loss").Value).ToList();
        Assert.Equal(2, losses.Count);
        Assert.True(losses[1] < losses[0] && losses[1] < 0.18, $"val_loss {string.Join(", ", losses)}");
        var names = reports.Where(report => report.Artifact is not null).Select(report => report.Artifact.Name);
        Assert.Equal(
            [.. Stepped(1, trial.Key), .. Stepped(2, trial.Key), "pictures/reconstruction.png", "pictures/loss.png", "weights.safetensors", "weights.chain", "config.yaml", "checkpoint.bin"],
            names);
        Assert.All(names, name => Assert.True(File.Exists(Path.Combine(trial.WorkFolder, name))));

        // Labels at the left of the grid; title, axes and legend of the curve. Without a font nothing is drawn, and nobody is told.
        using var grid = SKBitmap.Decode(Path.Combine(trial.WorkFolder, "pictures/reconstruction.png"));
        Assert.True(DarkPixels(grid, SKRectI.Create(0, 0, 110, grid.Height)) > 300);
        using var curve = SKBitmap.Decode(Path.Combine(trial.WorkFolder, "pictures/loss.png"));
        Assert.True(DarkPixels(curve, SKRectI.Create(0, 0, curve.Width, 30)) > 100);
        Assert.True(DarkPixels(curve, SKRectI.Create(0, curve.Height - 25, curve.Width, 25)) > 50);
    }

    private static string[] Stepped(int epoch, string key) => [SteppedImage.PathOf("reconstruction", epoch, key) + ".png", SteppedImage.PathOf("reconstruction", epoch, key) + "%compressed.webp"];

    /// <param name="parameters">Tensors of the network, that TorchSharp 0.107 forgets to count off: each stays in the count once a trial.</param>
    [Theory]
    [InlineData("denoising-autoencoder", 10)]
    [InlineData("dense-autoencoder", 4)]
    [InlineData("variational-autoencoder", 18)]
    [InlineData("variational-autoencoder", 18 + (4 * 6), "iaf")]
    public void Training_leaves_no_tensor_behind(string experiment, int parameters, string? flow = null)
    {
        var data = SomeTrial.Dataset(_folder);
        using var images = new ResidentImages();
        SomeTrial.Train(Trial("warm", 1), images);
        var before = CountTensors();
        var counts = new List<long>();
        SomeTrial.Train(
            Trial("work", 3),
            images,
            new HastyClock(),
            report =>
            {
                if (report.Progress is not null)
                {
                    counts.Add(Tensor.TotalCount);
                }
            });
        Assert.True(counts.Count >= 6);
        Assert.Equal(counts.Skip(1).OrderDescending(), counts.Skip(1));
        Assert.Equal(before + parameters, CountTensors());

        RunTrial Trial(string folder, long epochs)
        {
            (string, object)[] bent = flow is null ? [] : [("flow", flow)];
            return SomeTrial.Of(experiment, _folder.Folder(folder), data, [("epochs", epochs), ("noise", 0.1), .. bent]);
        }
    }

    // TorchSharp's layers leave some handles to the finalizer when they are built: once a trial, not once a batch.
    private static long CountTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    [Fact]
    public void A_loss_that_is_not_finite_fails_the_trial_at_once()
    {
        var trial = SomeTrial.Denoising(_folder.Folder("work"), SomeTrial.Dataset(_folder), optimizer: "adadelta", learningRate: 1e38);
        trial.Set("schedule", "constant");
        var ended = SomeTrial.Train(trial)[^1].Ended;
        Assert.Equal((Outcome.Failed, true), (ended.Outcome, ended.Certain));
        Assert.Matches("^the loss is not finite in epoch 1, batch [0-9]+, ", ended.Reason);
        Assert.False(File.Exists(Path.Combine(trial.WorkFolder, "checkpoint.bin")));
    }

    [Fact]
    public void Weights_that_the_last_step_ruined_fail_the_trial()
    {
        var trial = SomeTrial.Denoising(_folder.Folder("work"), SomeTrial.Dataset(_folder), epochs: 1, optimizer: "adadelta", learningRate: 1e38);
        trial.Set("schedule", "constant");
        trial.Set("batch_size", (long)SomeTrial.TrainImages);
        var ended = SomeTrial.Train(trial)[^1].Ended;
        Assert.Equal((Outcome.Failed, true), (ended.Outcome, ended.Certain));
        Assert.StartsWith("the validation loss is not finite after epoch 1, batch 1, ", ended.Reason);
        Assert.False(File.Exists(Path.Combine(trial.WorkFolder, "checkpoint.bin")));
    }

    private static int DarkPixels(SKBitmap picture, SKRectI area)
    {
        var dark = 0;
        for (var y = area.Top; y < area.Bottom; y++)
        {
            for (var x = area.Left; x < area.Right; x++)
            {
                dark += picture.GetPixel(x, y) is { Red: < 100, Green: < 100, Blue: < 100 } ? 1 : 0;
            }
        }

        return dark;
    }

    /// <summary>A minute goes by from look to look, so that no progress is held back.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _looks += 60;
    }
}
