using Shared.Catalogues;
using static TorchSharp.torch;

namespace Experiments.Data;

/// <summary>The MNIST digits: 60,000 to train, 10,000 to validate, 28x28 grey bytes.</summary>
public static class MnistImages
{
    public static DatasetDescription Description => MnistFiles.Mnist;

    /// <summary>The trial's training images on its device: a view where that is the processor. The caller's scope owns it.</summary>
    public static Tensor Train(TrainingContext context, Device device) => First(context, device, "train-images-idx3-ubyte", "train_images");

    /// <summary>As <see cref="Train"/>, of the validation images.</summary>
    public static Tensor Validation(TrainingContext context, Device device) => First(context, device, "t10k-images-idx3-ubyte", "validation_images");

    private static Tensor First(TrainingContext context, Device device, string file, string option)
    {
        var wanted = context.DatasetOption(option);
        var all = context.Images.Load(Path.Combine(context.DatasetFolder, file));
        return all.shape[0] >= wanted
            ? all.narrow(0, 0, wanted).to(device)
            : throw new TrainingFailedException($"{option} is {wanted}, but {file} holds {all.shape[0]} images");
    }
}
