using Experiments.Data.Folders;
using Shared.Catalogues;
using Shared.Datasets;
using Shared.Trials;
using static TorchSharp.torch;

namespace Experiments.Data;

/// <summary>A folder of images that was imported on this machine: 64x64 RGB bytes, without labels.</summary>
public static class ImportedImages
{
    private static readonly ImageShape Shape = new(AreaResize.Channels, ImageFolderFiles.Side, ImageFolderFiles.Side);

    public static DatasetDescription Description { get; } = new(
        ImageFolders.Dataset,
        "A folder of PNG or JPEG images, one subfolder a character, as 'data import' or 'data make-faces' brought it here: 64x64 RGB",
        [
            new(ImageFolders.SetOption, ParameterKind.Text, ParameterValue.Of("anime-faces"), "The name it was imported under"),
            new(ImageFolders.DigestOption, ParameterKind.Text, ParameterValue.Of(""), "SHA-256 of its content; filled in where it is left out"),
            new("train_images", ParameterKind.Integer, ParameterValue.Of(0L), "Train on the first so many, taken from all characters in turn; 0: all", Minimum: 0, Maximum: int.MaxValue, Unit: "images"),
            new("validation_images", ParameterKind.Integer, ParameterValue.Of(0L), "Validate on the first so many, as above; 0: all", Minimum: 0, Maximum: int.MaxValue, Unit: "images"),
        ],
        new ImageShapeDescription(Shape.Height, Shape.Width, Shape.Channels));

    /// <exception cref="TrainingFailedException">The set is not here, holds something else than the trial wants, or fewer images.</exception>
    public static ImageDataset Open(TrainingContext context, Device device)
    {
        var (set, digest) = (context.DatasetText(ImageFolders.SetOption), context.DatasetText(ImageFolders.DigestOption));
        var manifest = ImageFolderManifest.Read(context.DatasetFolder) ?? throw new TrainingFailedException(ImageFolders.Missing(set));
        if (manifest.Digest != digest)
        {
            throw new TrainingFailedException(ImageFolders.Differs(set, manifest.Digest, digest));
        }

        var train = Images(context, ImageFolderManifest.TrainFile, manifest.Train, "train_images");
        var validation = Images(context, ImageFolderManifest.ValidationFile, manifest.Validation, "validation_images");
        return new(Shape, train.to(device), validation.to(device), null);
    }

    private static Tensor Images(TrainingContext context, string file, int count, string option)
    {
        var all = context.Images.Load(Path.Combine(context.DatasetFolder, file));
        if (!all.shape.SequenceEqual([count, Shape.Height, Shape.Width, Shape.Channels]))
        {
            throw new TrainingFailedException($"{file} holds {string.Join('x', all.shape)} bytes, but {ImageFolderManifest.FileName} says {count} images: import the folder again");
        }

        var wanted = context.DatasetOption(option);
        return wanted <= count
            ? all.narrow(0, 0, wanted == 0 ? count : wanted)
            : throw new TrainingFailedException($"{option} is {wanted}, but '{context.DatasetText(ImageFolders.SetOption)}' holds only {count}");
    }
}
