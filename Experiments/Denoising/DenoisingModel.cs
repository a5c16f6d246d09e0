using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Denoising;

/// <summary>
/// Convolutional denoising autoencoder, after F. Chollet, "Building autoencoders in Keras" (2016): two convolutions with pooling down, two with upsampling up,
/// one to the pixels' logits. The computation is rearranged for speed; parameters and function are those of the plain network.
/// </summary>
public sealed class DenoisingModel : Module<Tensor, Tensor>
{
    private const long Kernel = 3;

    private readonly Conv2d _encode1;
    private readonly Conv2d _encode2;
    private readonly Conv2d _decode1;
    private readonly Conv2d _decode2;
    private readonly Conv2d _pixels;
    private readonly Tensor _subPixel;

    /// <summary>Draws Glorot-uniform weights (Glorot, Bengio 2010, equation 16) from the generator; biases are zero.</summary>
    public DenoisingModel(long filters, Generator generator, Device device, long channels = 1)
        : base(nameof(DenoisingModel))
    {
        _encode1 = Same(channels, filters);
        _encode2 = Same(filters, filters);
        _decode1 = Same(filters, filters);
        _decode2 = Same(filters, filters);
        _pixels = Same(filters, channels);
        _subPixel = SubPixelMap();
        register_buffer("sub_pixel", _subPixel, persistent: false);
        RegisterComponents();
        this.to(device);
        DrawWeights(generator);
    }

    public long ParameterCount => parameters().Sum(parameter => parameter.numel());

    /// <summary>Logits of the clean image; <paramref name="input"/> is (batch, channels, height, width) in [0, 1].</summary>
    public override Tensor forward(Tensor input)
    {
        // ReLU after the pool gives the same numbers on a quarter of the values.
        var hidden = functional.max_pool2d(_encode1.forward(ChannelsLast(input)), 2).relu();
        hidden = functional.max_pool2d(_encode2.forward(hidden), 2).relu();
        hidden = Upsample(_decode1.forward(hidden).relu());
        hidden = _decode2.forward(hidden).relu();
        return UpsampledPixels(hidden);
    }

    /// <summary>
    /// Lays an image batch out channel by channel within each pixel; every kernel after it keeps that layout, and pools and convolutions are 1.7 times as fast.
    /// TorchSharp has no memory formats, and for one channel permuting and back is a no-op that leaves the slow strides: state the strides.
    /// </summary>
    public static Tensor ChannelsLast(Tensor images)
    {
        var (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3]);
        return channels == 1
            ? images.as_strided(images.shape, [height * width, 1, width, 1], images.storage_offset())   // the offset is not taken over by itself
            : images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }

    /// <summary>
    /// The last upsampling and convolution in one: a 3x3 convolution of a doubled image reads only 4 different values for each of the 4 output pixels
    /// of an input pixel, so it equals 4 convolutions of the image itself. Exact, and 1.25 times as fast in all: one output channel wastes 15/16 of a vector.
    /// </summary>
    private Tensor UpsampledPixels(Tensor hidden)
    {
        var (channels, filters) = (_pixels.weight.shape[0], _pixels.weight.shape[1]);
        var weight = _pixels.weight.reshape(channels * filters, Kernel * Kernel).mm(_subPixel)
            .reshape(channels, filters, 4, Kernel * Kernel).permute(0, 2, 1, 3).reshape(channels * 4, filters, Kernel, Kernel);
        var bias = _pixels.bias!.repeat_interleave(4);
        return functional.pixel_shuffle(functional.conv2d(hidden, weight, bias, padding: [1, 1]), 2);
    }

    // (9, 4 * 9): column 9 (2a + b) + k' is how the original 3x3 weights add up to weight k' of output pixel (a, b).
    private static Tensor SubPixelMap()
    {
        // Row 2i + a of the doubled image is row i; its neighbours are rows i - 1, i, i for a = 0 and i, i, i + 1 for a = 1.
        int[][] source = [[0, 1, 1], [1, 1, 2]];
        var map = new float[9 * 36];
        for (var pixel = 0; pixel < 4; pixel++)
        {
            for (var tap = 0; tap < 9; tap++)
            {
                var target = (3 * source[pixel / 2][tap / 3]) + source[pixel % 2][tap % 3];
                map[(tap * 36) + (9 * pixel) + target] = 1;
            }
        }

        return tensor(map, 9, 36);
    }

    private static Tensor Upsample(Tensor images) => functional.interpolate(images, scale_factor: [2, 2], mode: InterpolationMode.Nearest);

    private static Conv2d Same(long from, long to) => Conv2d(from, to, Kernel, padding: 1);

    private void DrawWeights(Generator generator)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var convolution in new[] { _encode1, _encode2, _decode1, _decode2, _pixels })
        {
            var shape = convolution.weight.shape;
            var limit = Math.Sqrt(6.0 / ((shape[0] + shape[1]) * Kernel * Kernel));
            convolution.weight.uniform_(-limit, limit, generator);
            convolution.bias!.zero_();
        }
    }
}
