using Experiments.Tools;
using Experiments.Training;
using Shared.Wire;
using SkiaSharp;
using Tests.Support;
using Xunit;
using static TorchSharp.torch;

namespace Tests.Training;

/// <summary>What can be done with a trial when it is over: load it, start from it, replay it, run it on images.</summary>
[Collection(TorchTests.Name)]
public sealed class TrainedModelTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _data;

    public TrainedModelTests() => _data = SomeTrial.Dataset(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dense-autoencoder")]
    [InlineData("denoising-autoencoder")]
    [InlineData("variational-autoencoder")]
    public void A_trials_weights_stand_for_themselves(string experiment)
    {
        var (trial, second) = (Trained(experiment, "first"), Trained(experiment, "second"));
        using var model = TrainedModel.Load(Weights(trial));
        Assert.Equal((1, 28, 28), (model.Shape.Channels, model.Shape.Height, model.Shape.Width));
        Assert.Equal((trial.Key, trial.Seed, trial.Parameters, ""), (model.Trial.Key, model.Trial.Seed, model.Trial.Parameters, model.Trial.WorkFolder));

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var again = TrainedModel.Load(Weights(second));
        var images = rand([4, 1, 28, 28], generator: new Generator(1));
        Assert.True(model.Model.Reconstruct(images).equal(again.Model.Reconstruct(images)).all().item<bool>());
    }

    // Three rows where something was corrupted, else two: original and reconstructed, 62 pixels each.
    [Theory]
    [InlineData(0.0, 2)]
    [InlineData(0.5, 3)]
    public void The_reconstructions_show_what_was_corrupted_only_where_something_was(double noise, int rows)
    {
        var trial = Trained("dense-autoencoder", "first", ("noise", noise));
        using var picture = SKBitmap.Decode(Path.Combine(trial.WorkFolder, "pictures/reconstruction.png"));
        Assert.Equal(rows, (picture.Height - 30) / 62);
    }

    [Fact]
    public void A_trial_goes_on_from_anothers_weights()
    {
        var first = Trained("denoising-autoencoder", "first", ("epochs", 3L));
        var warm = SomeTrial.Of("denoising-autoencoder", _folder.Folder("warm"), _data, ("noise", 0.5), ("filters", 8L)).With(trial => trial.StartWeights = Weights(first));
        var cold = SomeTrial.Of("denoising-autoencoder", _folder.Folder("cold"), _data, ("noise", 0.5), ("filters", 8L));
        Assert.True(FirstLoss(warm) < 0.8 * FirstLoss(cold));
    }

    [Fact]
    public void Weights_of_another_shape_are_refused_with_the_first_differences()
    {
        var first = Trained("denoising-autoencoder", "first");
        var other = SomeTrial.Of("denoising-autoencoder", _folder.Folder("other"), _data, ("filters", 12L)).With(trial => trial.StartWeights = Weights(first));
        var ended = SomeTrial.Train(other)[^1].Ended;
        Assert.Equal(Outcome.Failed, ended.Outcome);
        Assert.StartsWith("the trial cannot start from these weights: ", ended.Reason);
        Assert.True(ended.Certain);
        Assert.Contains("decoder.0.bias is F32 [8] in the file and F32 [12] in the model", ended.Reason);
        Assert.EndsWith(" more differences", ended.Reason);
    }

    [Fact]
    public void A_replay_finds_the_recorded_weights_again()
    {
        var trial = Trained("variational-autoencoder", "first");
        Assert.Equal("the weights of all 2 epochs are the recorded ones, to the bit", Replay(trial, Chain(trial)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_replay_names_the_first_epoch_that_differs(int epoch)
    {
        var trial = Trained("dense-autoencoder", "first");
        var chain = Chain(trial).ToArray();
        chain[epoch] = chain[epoch][..^1] + (chain[epoch][^1] == '0' ? '1' : '0');
        var refusal = Assert.Throws<ToolRefusedException>(() => Replay(trial, chain));
        Assert.StartsWith($"the weights differ from the recorded ones in epoch {epoch + 1}:", refusal.Message);
    }

    [Fact]
    public void A_replay_on_other_images_differs_from_the_first_epoch_on()
    {
        var trial = Trained("dense-autoencoder", "first");
        var chain = Chain(trial);
        var file = Path.Combine(_data, "train-images-idx3-ubyte");
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Contains("in epoch 1:", Assert.Throws<ToolRefusedException>(() => Replay(trial, chain)).Message);
    }

    [Fact]
    public void Images_of_all_kinds_are_reconstructed_and_broken_ones_named()
    {
        var input = _folder.Folder("images");
        Save(Path.Combine(input, "colour.png"), 60, 40, SKColors.OrangeRed, SKEncodedImageFormat.Png);
        Save(Path.Combine(input, "photo.JPG"), 28, 28, SKColors.Gray, SKEncodedImageFormat.Jpeg);
        File.WriteAllText(Path.Combine(input, "broken.png"), "no image");
        File.WriteAllText(Path.Combine(input, "notes.txt"), "not looked at");
        var trial = Trained("denoising-autoencoder", "first", ("noise", 0.5));
        var output = _folder.File("out");
        var (code, said) = Caught(() => ReconstructCommand.Run([Weights(trial), input, output, "--corrupt", "yes"]));

        Assert.Equal(0, code);
        Assert.Contains($"skipped: {Path.Combine(input, "broken.png")} is no image", said);
        Assert.Equal(["colour.reconstructed.png", "photo.reconstructed.png", "reconstructions.png"], Directory.EnumerateFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using var back = SKBitmap.Decode(Path.Combine(output, "colour.reconstructed.png"));
        Assert.Equal((28, 28), (back.Width, back.Height));
    }

    [Theory]
    [InlineData("nothing-there", "is neither an image nor a folder")]
    [InlineData("empty", "holds no PNG or JPEG images")]
    public void There_must_be_images_to_reconstruct(string input, string reason)
    {
        _folder.Folder("empty");
        var (code, said) = Caught(() => ReconstructCommand.Run(["unused", _folder.File(input), _folder.File("out")]));
        Assert.Equal((2, $"{_folder.File(input)} {reason}\n"), (code, said));
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Fact]
    public void Images_that_differ_only_in_their_ending_both_come_back()
    {
        var input = _folder.Folder("images");
        Save(Path.Combine(input, "face.png"), 28, 28, SKColors.Black, SKEncodedImageFormat.Png);
        Save(Path.Combine(input, "face.jpg"), 28, 28, SKColors.White, SKEncodedImageFormat.Jpeg);
        var trial = Trained("denoising-autoencoder", "first");
        var (code, _) = Caught(() => ReconstructCommand.Run([Weights(trial), input, _folder.File("out")]));

        Assert.Equal(0, code);
        Assert.Equal(
            ["face.jpg.reconstructed.png", "face.png.reconstructed.png", "reconstructions.png"],
            Directory.EnumerateFiles(_folder.File("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_place_where_no_images_can_be_written_is_one_line()
    {
        Save(_folder.File("mine.png"), 28, 28, SKColors.Gray, SKEncodedImageFormat.Png);
        var trial = Trained("denoising-autoencoder", "first");
        var (code, said) = Caught(() => ReconstructCommand.Run([Weights(trial), _folder.File("mine.png"), _folder.File("mine.png/out")]));
        Assert.Equal(2, code);
        Assert.Matches(@"no images can be written to \S+mine\.png/out: .*\(choose another folder with --output\)\n\z", said);
    }

    [Fact]
    public void A_trial_that_corrupts_nothing_shows_no_corrupted_images()
    {
        var (clean, noisy) = (Trained("dense-autoencoder", "clean"), Trained("dense-autoencoder", "noisy", ("noise", 0.5)));
        var (twoRows, threeRows) = (Height(clean), Height(noisy));
        Assert.True(threeRows > 1.3 * twoRows, $"{twoRows} and {threeRows} pixels");

        static int Height(RunTrial trial)
        {
            using var picture = SKBitmap.Decode(Path.Combine(trial.WorkFolder, "pictures", "reconstruction.png"));
            return picture.Height;
        }
    }

    private RunTrial Trained(string experiment, string folder, params (string, object)[] parameters)
    {
        (string, object)[] small = experiment == "denoising-autoencoder" ? [("filters", 8L)] : [];
        var trial = SomeTrial.Of(experiment, _folder.Folder(folder), _data, [.. small, ("epochs", 2L), .. parameters]);
        Assert.Equal("", SomeTrial.Train(trial)[^1].Ended.Reason);
        return trial;
    }

    private string Replay(RunTrial trial, IReadOnlyList<string> chain)
    {
        var again = TrainedModel.ReadTrial(Weights(trial));
        (again.Trial, again.WorkFolder, again.DatasetFolder, again.CheckpointEvery) = (new TrialRef { Sweep = "replay", Attempt = 1 }, _folder.Folder("again"), _data, 1);
        return ReplayCommand.Replay(again, chain, new ToolLines("epochs", TextWriter.Null, TextWriter.Null, TimeProvider.System), CancellationToken.None);
    }

    private static string Weights(RunTrial trial) => Path.Combine(trial.WorkFolder, TrainedModel.FileName);

    private static IReadOnlyList<string> Chain(RunTrial trial) => WeightChain.Parse(File.ReadAllBytes(Path.Combine(trial.WorkFolder, WeightChain.FileName))).Hashes;

    private static double FirstLoss(RunTrial trial) =>
        SomeTrial.Train(trial).First(report => report.Row is not null).Row.Metrics.Single(metric => metric.Name == "loss").Value;

    private static void Save(string path, int width, int height, SKColor colour, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(colour);
        using var file = File.Create(path);
        bitmap.Encode(file, format, 90);
    }

    // A tool says what it complains of on the error output.
    private static (int Code, string Said) Caught(Func<int> run)
    {
        var (before, said) = (Console.Error, new StringWriter());
        Console.SetError(said);
        try
        {
            return (run(), said.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
