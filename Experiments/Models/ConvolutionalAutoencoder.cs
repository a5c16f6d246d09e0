using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Models;

/// <summary>
/// Convolutional autoencoder, after F. Chollet, "Building autoencoders in Keras" (2016): 3x3 convolutions with pooling down, the same with upsampling up, one to
/// the pixels' logits. The computation is rearranged for speed; parameters and function are those of the plain network.
/// </summary>
public sealed class ConvolutionalAutoencoder : AutoencoderModel
{
    [ComponentName(Name = "encoder")]
    private readonly ModuleList<Conv2d> _encoder;
    [ComponentName(Name = "decoder")]
    private readonly ModuleList<Conv2d> _decoder;
    [ComponentName(Name = "pixels")]
    private readonly SubPixelConvolution _pixels;
    private readonly DoublingConvolution _doubling = new();
    private readonly ScalarType _precision;

    /// <param name="channels">Of the images.</param>
    /// <param name="filters">Of the outermost convolutions.</param>
    /// <param name="innerFilters">Of all others.</param>
    /// <param name="depth">How often the image is halved, at least once.</param>
    /// <param name="precision">Of the convolutions: float32, or bfloat16 with weights, gradients' sums and loss in float32.</param>
    public ConvolutionalAutoencoder(long channels, long filters, long innerFilters, int depth, ScalarType precision = ScalarType.Float32)
        : base(nameof(ConvolutionalAutoencoder))
    {
        // Level 0 is the image, level 1 the largest hidden one.
        long Width(int level) => level == 0 ? channels : level == 1 ? filters : innerFilters;
        _precision = precision;
        _encoder = ModuleList([.. Enumerable.Range(1, depth).Select(level => Layers.Same(Width(level - 1), Width(level)))]);
        _decoder = ModuleList([.. Enumerable.Range(1, depth).Reverse().Select(level => Layers.Same(Width(Math.Min(level + 1, depth)), Width(level)))]);
        _pixels = new SubPixelConvolution(filters, channels);
        RegisterComponents();
    }

    /// <summary>Binary cross-entropy, mean over all values.</summary>
    public override IReadOnlyList<Tensor> Loss(Tensor input, Tensor clean, Generator generator, double annealing) =>
        [functional.binary_cross_entropy_with_logits(Logits(input), clean)];

    public override Tensor Reconstruct(Tensor input) => Logits(input).sigmoid();

    private Tensor Logits(Tensor input)
    {
        var hidden = input.to(_precision);
        foreach (var convolution in _encoder)
        {
            // ReLU after the pool gives the same numbers on a quarter of the values.
            hidden = functional.max_pool2d(Layers.Convolve(convolution, hidden), 2).relu();
        }

        for (var level = 0; level < _decoder.Count; level++)
        {
            // The last doubling is the pixels' own.
            hidden = (level == 0 ? Layers.Convolve(_decoder[level], hidden) : _doubling.Convolve(_decoder[level], hidden)).relu();
        }

        return _pixels.forward(hidden).to(ScalarType.Float32);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _doubling.Dispose();
        }

        base.Dispose(disposing);
    }
}
