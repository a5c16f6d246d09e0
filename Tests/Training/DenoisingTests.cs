using Experiments.Data;
using Experiments.Denoising;
using Shared.Datasets;
using Shared.Trials;
using Shared.Wire;
using SkiaSharp;
using Tests.Support;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Tests.Training;

[Collection(TorchTests.Name)]
public sealed class DenoisingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_network_of_32_filters_has_as_many_parameters_as_the_studys()
    {
        using var generator = new Generator(1);
        using var model = new DenoisingModel(32, generator, torch.CPU);
        Assert.Equal(28_353, model.ParameterCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_rearranged_network_computes_the_plain_one(long channels)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        using var model = new DenoisingModel(16, generator, torch.CPU, channels);
        var input = rand([3, channels, 28, 28], generator: generator);
        var (fast, fastGradient) = Gradient(() => model.forward(input));
        var (plain, plainGradient) = Gradient(() => Plain(model, input));
        Assert.True((fast - plain).abs().max().item<float>() < 1e-5);
        Assert.True((fastGradient - plainGradient).abs().max().item<float>() < 1e-5);

        (Tensor Output, Tensor Gradient) Gradient(Func<Tensor> forward)
        {
            model.zero_grad();
            var output = forward();
            output.square().mean().backward();
            return (output.detach(), model.parameters().Last(parameter => parameter.dim() == 4).grad!.clone());
        }
    }

    [Fact]
    public void A_view_of_later_images_is_laid_out_as_those_images()
    {
        using var scope = NewDisposeScope();
        var images = arange(4 * 28 * 28).to(float32).reshape(4, 1, 28, 28);
        var last = images.narrow(0, 2, 2);
        Assert.True(DenoisingModel.ChannelsLast(last).equal(last).all().item<bool>());
    }

    [Fact]
    public async Task It_learns_to_denoise_real_digits_and_shows_them()
    {
        var data = await DatasetStore.Standard().EnsureAsync("mnist", null, TestContext.Current.CancellationToken);
        var trial = SomeTrial.Denoising(_folder.Folder("work"), data, filters: 16);
        trial.DatasetOptions["train_images"] = ParameterValue.Of(5_000L).ToWire();
        trial.DatasetOptions["validation_images"] = ParameterValue.Of(500L).ToWire();
        trial.Parameters["batch_size"] = ParameterValue.Of(64L).ToWire();

        var reports = SomeTrial.Train(trial);
        Assert.Equal("", reports[^1].Ended.Reason);
        var losses = reports.Where(report => report.Row is not null).Select(report => report.Row.Metrics.Single(metric => metric.Name == "val_loss").Value).ToList();
        Assert.Equal(2, losses.Count);
        Assert.True(losses[1] < losses[0] && losses[1] < 0.18, $"val_loss {string.Join(", ", losses)}");
        var names = reports.Where(report => report.Artifact is not null).Select(report => report.Artifact.Name);
        Assert.Equal(["pictures/reconstruction.png", "pictures/loss.png", "config.yaml", "checkpoint.bin"], names);
        Assert.All(names, name => Assert.True(File.Exists(Path.Combine(trial.WorkFolder, name))));

        // Labels at the left of the grid; title, axes and legend of the curve. Without a font nothing is drawn, and nobody is told.
        using var grid = SKBitmap.Decode(Path.Combine(trial.WorkFolder, "pictures/reconstruction.png"));
        Assert.True(DarkPixels(grid, SKRectI.Create(0, 0, 110, grid.Height)) > 300);
        using var curve = SKBitmap.Decode(Path.Combine(trial.WorkFolder, "pictures/loss.png"));
        Assert.True(DarkPixels(curve, SKRectI.Create(0, 0, curve.Width, 30)) > 100);
        Assert.True(DarkPixels(curve, SKRectI.Create(0, curve.Height - 25, curve.Width, 25)) > 50);
    }

    [Fact]
    public void Training_leaves_no_tensor_behind()
    {
        var data = SomeTrial.Dataset(_folder);
        using var images = new ResidentImages();
        SomeTrial.Train(SomeTrial.Denoising(_folder.Folder("warm"), data, epochs: 1), images);
        var before = CountTensors();
        var counts = new List<long>();
        SomeTrial.Train(
            SomeTrial.Denoising(_folder.Folder("work"), data, epochs: 3),
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

        // TorchSharp 0.107 forgets to count off the tensor that a parameter is made of; this network has 10 parameters.
        Assert.Equal(before + 10, CountTensors());
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
        trial.Parameters["schedule"] = ParameterValue.Of("constant").ToWire();
        var ended = SomeTrial.Train(trial)[^1].Ended;
        Assert.Equal(Outcome.Failed, ended.Outcome);
        Assert.Matches("^the loss is not finite in epoch 1, batch [0-9]+: ", ended.Reason);
        Assert.False(File.Exists(Path.Combine(trial.WorkFolder, "checkpoint.bin")));
    }

    // The network as the study describes it.
    private static Tensor Plain(DenoisingModel model, Tensor input)
    {
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);
        var hidden = nn.functional.max_pool2d(Convolve(input, "_encode1").relu(), 2);
        hidden = nn.functional.max_pool2d(Convolve(hidden, "_encode2").relu(), 2);
        hidden = nn.functional.interpolate(Convolve(hidden, "_decode1").relu(), scale_factor: [2, 2], mode: InterpolationMode.Nearest);
        hidden = nn.functional.interpolate(Convolve(hidden, "_decode2").relu(), scale_factor: [2, 2], mode: InterpolationMode.Nearest);
        return Convolve(hidden, "_pixels");

        Tensor Convolve(Tensor images, string layer) =>
            nn.functional.conv2d(images, parameters[layer + ".weight"], parameters[layer + ".bias"], padding: [1, 1]);
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
