using static TorchSharp.torch;

namespace Experiments.Data;

public sealed record ImageShape(int Channels, int Height, int Width);

public sealed record ImageDataset(ImageShape Shape, Tensor Train, Tensor Validation, Tensor? ValidationLabels);

public static class ImageDatasets
{
    public static ImageDataset Open(TrainingContext context, Device device) =>
        new(new(1, 28, 28), MnistImages.Train(context, device).unsqueeze(3), MnistImages.Validation(context, device).unsqueeze(3), null);
}
