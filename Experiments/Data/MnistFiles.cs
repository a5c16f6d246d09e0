using Shared.Catalogues;
using Shared.Trials;
using static TorchSharp.torch;

namespace Experiments.Data;

/// <summary>MNIST and what comes in the same four files: 60,000 images to train, 10,000 to validate, 28x28 grey bytes, ten classes.</summary>
public static class MnistFiles
{
    private const int Classes = 10;

    private static readonly ImageShape Shape = new(1, 28, 28);

    public static DatasetDescription Mnist { get; } = Describe(
        "mnist", "Handwritten digits (LeCun, Cortes, Burges): 60,000 training and 10,000 validation images, 28x28 grey");

    public static DatasetDescription FashionMnist { get; } = Describe(
        "fashion-mnist", "Photographs of clothes (Zalando Research): 60,000 training and 10,000 validation images, 28x28 grey, in MNIST's files");

    public static bool Knows(string dataset) => dataset == Mnist.Name || dataset == FashionMnist.Name;

    /// <exception cref="TrainingFailedException">The files are missing, broken, don't fit each other or hold fewer images than are wanted.</exception>
    public static ImageDataset Open(TrainingContext context, Device device)
    {
        var train = Images(context, "train-images-idx3-ubyte", "train_images");
        var validation = Images(context, "t10k-images-idx3-ubyte", "validation_images");
        var labels = Labels(context, "t10k-labels-idx1-ubyte", "t10k-images-idx3-ubyte");
        return new(Shape, train.to(device), validation.to(device), labels.narrow(0, 0, validation.shape[0]).to(ScalarType.Int64).to(device));
    }

    private static Tensor Images(TrainingContext context, string file, string option)
    {
        var all = context.Images.Load(Path.Combine(context.DatasetFolder, file));
        if (all.shape is not [_, var height, var width] || (height, width) != (Shape.Height, Shape.Width))
        {
            throw new TrainingFailedException($"{file} holds {string.Join('x', all.shape)} bytes, no images of {Shape.Height}x{Shape.Width}");
        }

        var wanted = context.DatasetOption(option);
        return all.shape[0] >= wanted
            ? all.narrow(0, 0, wanted).unsqueeze(3)
            : throw new TrainingFailedException($"{option} is {wanted}, but {file} holds {all.shape[0]} images");
    }

    // Against the whole file of images, whatever part of it the trial uses: labels of another set are found at once.
    private static Tensor Labels(TrainingContext context, string file, string imagesFile)
    {
        var images = context.Images.Load(Path.Combine(context.DatasetFolder, imagesFile)).shape[0];
        var labels = context.Images.Load(Path.Combine(context.DatasetFolder, file));
        if (labels.shape is not [var count] || count != images)
        {
            throw new TrainingFailedException($"{file} holds {string.Join('x', labels.shape)} labels, but {imagesFile} holds {images} images: they are not of one data set");
        }

        using var largest = labels.max();
        return largest.item<byte>() < Classes
            ? labels
            : throw new TrainingFailedException($"{file} holds the label {largest.item<byte>()}, but there are only the classes 0 to {Classes - 1}");
    }

    private static DatasetDescription Describe(string name, string help) => new(
        name,
        help,
        [
            new("train_images", ParameterKind.Integer, ParameterValue.Of(60_000L), "Train on the first so many", Minimum: 1, Maximum: 60_000, Unit: "images"),
            new("validation_images", ParameterKind.Integer, ParameterValue.Of(10_000L), "Validate on the first so many", Minimum: 1, Maximum: 10_000, Unit: "images"),
        ],
        new ImageShapeDescription(Shape.Height, Shape.Width, Shape.Channels));
}
