using Experiments;
using Experiments.Data;
using Experiments.Noop;
using Shared.Datasets;
using Shared.Trials;
using Shared.Wire;
using Tests.Support;
using Tests.Training;
using TorchSharp;
using Xunit;

namespace Tests.Data;

[Collection(TorchTests.Name)]
public sealed class ImportedImagesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ResidentImages _images = new();
    private readonly ImageFolderManifest _set;

    public ImportedImagesTests() => _set = SomeImages.Import(SomeImages.Folder(_folder, 10, 10), _folder.File("datasets"));

    public void Dispose()
    {
        _images.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0, 0, 14, 4)]
    [InlineData(3, 1, 3, 1)]
    public void A_trial_gets_the_first_so_many_or_all(long train, long validation, long trained, long validated)
    {
        using var scope = torch.NewDisposeScope();
        var data = ImageDatasets.Open(Trial(train, validation), torch.CPU);
        Assert.Equal(new ImageShape(3, 64, 64), data.Shape);
        Assert.Equal([trained, 64, 64, 3], data.Train.shape);
        Assert.Equal([validated, 64, 64, 3], data.Validation.shape);
        Assert.Null(data.ValidationLabels);
        // The second image is the first of the second character.
        Assert.Equal([1, 0, 7], data.Train[1, 63, 63].data<byte>().ToArray());
    }

    [Fact]
    public void More_images_than_there_are_is_refused() => Assert.Equal("train_images is 15, but 'some' holds only 14", Refused(Trial(15, 0)));

    [Fact]
    public void Another_content_is_refused() => Assert.Contains("but abc is wanted: import the same folder with 'data import some FOLDER'", Refused(Trial(0, 0, "abc")));

    [Fact]
    public void A_set_that_is_not_here_is_refused()
    {
        Directory.Delete(_folder.File("datasets"), recursive: true);
        Assert.Contains("'data import some FOLDER' imports one", Refused(Trial(0, 0)));
    }

    private static string Refused(TrainingContext trial)
    {
        using var scope = torch.NewDisposeScope();
        return Assert.Throws<TrainingFailedException>(() => ImageDatasets.Open(trial, torch.CPU)).Message;
    }

    private TrainingContext Trial(long train, long validation, string? digest = null)
    {
        var trial = new RunTrial
        {
            Dataset = "image-folder",
            DatasetFolder = new ImageFolders(_folder.File("datasets")).FolderOf("some"),
            WorkFolder = _folder.Path,
            DatasetOptions =
            {
                ["set"] = ParameterValue.Of("some").ToWire(),
                ["digest"] = ParameterValue.Of(digest ?? _set.Digest).ToWire(),
                ["train_images"] = ParameterValue.Of(train).ToWire(),
                ["validation_images"] = ParameterValue.Of(validation).ToWire(),
            },
        };
        return new(trial, new NoopTraining(), _images, TimeProvider.System, _ => { }, CancellationToken.None);
    }
}
