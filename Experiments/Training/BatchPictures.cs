using Experiments.Pictures;
using static TorchSharp.torch;

namespace Experiments.Training;

/// <summary>A batch of images in [0, 1], (images, channels, height, width), as pictures.</summary>
internal static class BatchPictures
{
    public static IReadOnlyList<Picture> Of(Tensor batch)
    {
        var bytes = batch.mul(255).round().to(ScalarType.Byte).permute(0, 2, 3, 1).contiguous().cpu();
        var (height, width, channels) = ((int)bytes.shape[1], (int)bytes.shape[2], (int)bytes.shape[3]);
        return [.. bytes.data<byte>().ToArray().Chunk(height * width * channels).Select(pixels => new Picture(width, height, channels, pixels))];
    }
}
