using Shared.Catalogues;
using Shared.Datasets;
using Shared.Wire;
using static TorchSharp.torch;

namespace Experiments.Data;

/// <summary>Every data set of images by its name in sweeps: the only registry.</summary>
public static class ImageDatasets
{
    /// <summary>All that a sweep can name. Loads no Torch.</summary>
    public static IReadOnlyList<DatasetDescription> Descriptions { get; } = [MnistFiles.Mnist, MnistFiles.FashionMnist, ImportedImages.Description];

    /// <summary>A trial's data set as people call it: an imported folder by the name of its set.</summary>
    public static string NameOf(RunTrial trial) => trial.DatasetOptions.TryGetValue(ImageFolders.SetOption, out var set) ? set.Text : trial.Dataset;

    /// <summary>The trial's images by its data set and options: views of what stays in the process, where the device is the processor.</summary>
    /// <exception cref="TrainingFailedException">The files are missing, broken, don't fit each other or hold fewer images than are wanted.</exception>
    public static ImageDataset Open(TrainingContext context, Device device) =>
        MnistFiles.Knows(context.Dataset) ? MnistFiles.Open(context, device)
        : context.Dataset == ImportedImages.Description.Name ? ImportedImages.Open(context, device)
        : throw new TrainingFailedException($"no data set of images is called '{context.Dataset}'; known: {string.Join(", ", Descriptions.Select(known => known.Name))}");
}
