using Experiments;
using Experiments.Data;
using Experiments.Noop;
using Shared.Catalogues;
using Shared.Trials;
using Shared.Wire;
using Tests.Support;
using Tests.Training;
using TorchSharp;
using Xunit;

namespace Tests.Data;

[Collection(TorchTests.Name)]
public sealed class ImageDatasetsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ResidentImages _images = new();
    private readonly string _files;

    public ImageDatasetsTests() => _files = SomeTrial.Dataset(_folder);

    public void Dispose()
    {
        _images.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("mnist")]
    [InlineData("fashion-mnist")]
    public void Images_and_labels_are_the_bytes_of_the_files(string name)
    {
        using var scope = torch.NewDisposeScope();
        var data = ImageDatasets.Open(Trial(name, train: 20, validation: 13), torch.CPU);
        Assert.Equal(new ImageShape(1, 28, 28), data.Shape);
        Assert.Equal([20, 28, 28, 1], data.Train.shape);
        Assert.Equal([13, 28, 28, 1], data.Validation.shape);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_files, "train-images-idx3-ubyte"))[16..][..(20 * 784)], data.Train.contiguous().bytes.ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2], data.ValidationLabels!.data<long>().ToArray());
    }

    [Fact]
    public void Every_data_set_has_a_shape_and_names_known_facts_only()
    {
        Assert.Contains(ImageDatasets.Descriptions, known => known.Name == "mnist");
        Assert.All(ImageDatasets.Descriptions, known => Assert.NotNull(known.Image));
        Assert.All(
            TrainingPrograms.Catalogue.Experiments.SelectMany(experiment => experiment.Parameters).Where(parameter => parameter.AtMost is not null),
            parameter => Assert.Contains(parameter.AtMost, ImageShapeDescription.Facts));
    }

    [Fact]
    public void Labels_of_another_count_are_refused()
    {
        SomeTrial.WriteLabels(Path.Combine(_files, "t10k-labels-idx1-ubyte"), SomeTrial.ValidationImages - 1);
        Assert.Equal(
            $"t10k-labels-idx1-ubyte holds {SomeTrial.ValidationImages - 1} labels, but t10k-images-idx3-ubyte holds {SomeTrial.ValidationImages} images: they are not of one data set",
            Refused("mnist"));
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused()
    {
        var path = Path.Combine(_files, "t10k-labels-idx1-ubyte");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] = 10;
        File.WriteAllBytes(path, bytes);
        Assert.Equal("t10k-labels-idx1-ubyte holds the label 10, but there are only the classes 0 to 9", Refused("mnist"));
    }

    [Fact]
    public void More_images_than_there_are_is_refused() =>
        Assert.Equal("train_images is 301, but train-images-idx3-ubyte holds 300 images", Refused("mnist", train: 301));

    [Fact]
    public void Images_of_another_shape_are_refused()
    {
        File.Copy(Path.Combine(_files, "t10k-labels-idx1-ubyte"), Path.Combine(_files, "t10k-images-idx3-ubyte"), overwrite: true);
        Assert.StartsWith("t10k-images-idx3-ubyte holds 80 bytes, no images of 28x28", Refused("mnist"));
    }

    [Fact]
    public void An_unknown_name_is_refused() => Assert.StartsWith("no data set of images is called 'clouds'; known: mnist", Refused("clouds"));

    private string Refused(string name, long train = 20)
    {
        using var scope = torch.NewDisposeScope();
        return Assert.Throws<TrainingFailedException>(() => ImageDatasets.Open(Trial(name, train), torch.CPU)).Message;
    }

    private TrainingContext Trial(string name, long train = 20, long validation = 13)
    {
        var trial = new RunTrial
        {
            Dataset = name,
            DatasetFolder = _files,
            WorkFolder = _folder.Path,
            DatasetOptions = { ["train_images"] = ParameterValue.Of(train).ToWire(), ["validation_images"] = ParameterValue.Of(validation).ToWire() },
        };
        return new(trial, new NoopTraining(), _images, TimeProvider.System, _ => { }, CancellationToken.None);
    }
}
