using static TorchSharp.torch;

namespace Experiments.Corruptions;

/// <summary>
/// What is done to an image before the network sees it, in this order: Gaussian noise, black rows, a grey square. A part that is 0 is left out.
/// Works on whole batches of pixels, (images, height, width, channels) in [0, 1], on the batch's device.
/// </summary>
/// <param name="Noise">Standard deviation of the noise added to every value; the sum is clipped to [0, 1].</param>
/// <param name="Stripes">How many distinct whole rows of each image become black.</param>
/// <param name="Block">Side of the square of 0.5 at a random place inside each image, in pixels.</param>
public sealed record Corruption(double Noise, long Stripes, long Block)
{
    private const double Grey = 0.5;

    public bool IsNone => Noise == 0 && Stripes == 0 && Block == 0;

    /// <summary>The corrupted batch; <paramref name="clean"/> is left as it is, and is itself the answer where nothing is to be done.</summary>
    public Tensor Apply(Tensor clean, Generator generator)
    {
        var corrupted = clean;
        corrupted = Noise > 0 ? WithNoise(corrupted, generator) : corrupted;
        corrupted = Stripes > 0 ? WithStripes(corrupted, generator) : corrupted;
        return Block > 0 ? WithBlock(corrupted, generator) : corrupted;
    }

    private Tensor WithNoise(Tensor images, Generator generator) =>
        randn(images.shape, generator: generator).to(images.device).mul_((float)Noise).add_(images).clamp_(0, 1);

    // The rows with the largest of as many random numbers: exactly so many, all distinct, every choice as likely as any other.
    private Tensor WithStripes(Tensor images, Generator generator)
    {
        var (count, rows) = (images.shape[0], images.shape[1]);
        var (_, chosen) = rand([count, rows], generator: generator).to(images.device).topk((int)Stripes, 1);
        var kept = ones(count, rows, device: images.device).scatter_(1, chosen, zeros(count, Stripes, device: images.device));
        return images.mul(kept.view(count, rows, 1, 1));
    }

    private Tensor WithBlock(Tensor images, Generator generator)
    {
        var rows = Covered(images, images.shape[1], generator).unsqueeze(2);
        var columns = Covered(images, images.shape[2], generator).unsqueeze(1);
        return images.masked_fill(rows.logical_and(columns).unsqueeze(3), Grey);
    }

    // (images, size): where the square lies along one side; both edges of the image may be touched.
    private Tensor Covered(Tensor images, long size, Generator generator)
    {
        var start = randint(0, size - Block + 1, [images.shape[0], 1], ScalarType.Int64, generator: generator).to(images.device);
        var place = arange(size, ScalarType.Int64, images.device).unsqueeze(0);
        return place.ge(start).logical_and(place.lt(start + Block));
    }
}
