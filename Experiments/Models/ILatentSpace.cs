using static TorchSharp.torch;

namespace Experiments.Models;

/// <summary>A model that puts images into a space of few dimensions and makes images of any of its points.</summary>
public interface ILatentSpace
{
    long LatentSize { get; }

    /// <summary>Whether points drawn from N(0, I) are decoded to something like the images it was trained on.</summary>
    bool IsGenerative { get; }

    /// <summary>Where images lie, (images, D), without any randomness.</summary>
    Tensor Encode(Tensor input);

    /// <summary>The images in [0, 1] of points, (images, D).</summary>
    Tensor Decode(Tensor latent);
}
