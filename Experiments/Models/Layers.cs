using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Models;

/// <summary>Layers in the arithmetic of their input: weights stay float32 and are rounded where the images are bfloat16.</summary>
internal static class Layers
{
    /// <summary>A 3x3 convolution that keeps the image's size.</summary>
    public static Conv2d Same(long from, long to) => Conv2d(from, to, kernel_size: 3, padding: 1);

    public static Tensor Convolve(Conv2d layer, Tensor images) => images.dtype == ScalarType.Float32
        ? layer.forward(images)
        : functional.conv2d(images, layer.weight.to(images.dtype), layer.bias!.to(images.dtype), padding: [1, 1]);
}
