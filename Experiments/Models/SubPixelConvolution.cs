using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Models;

/// <summary>
/// Doubling an image and a 3x3 convolution in one. The convolution of the doubled image reads only 4 different values for each of the 4 output pixels of
/// an input pixel, so it equals 4 convolutions of the image itself. Exact, with the plain convolution's weights, and 1.25 times as fast in all where there
/// are few output channels: a single one wastes 15/16 of a vector.
/// </summary>
internal sealed class SubPixelConvolution : Module<Tensor, Tensor>
{
    private const int Taps = 9;
    private const int Parts = 4;

    private static readonly float[] Map = MapOfTaps();

    [ComponentName(Name = "plain")]
    private readonly Conv2d _plain;
    private readonly Constant _map = new(Map, Taps, Parts * Taps);

    public SubPixelConvolution(long from, long to)
        : base(nameof(SubPixelConvolution))
    {
        _plain = Layers.Same(from, to);
        RegisterComponents();
    }

    /// <param name="images">(batch, from, height, width).</param>
    /// <returns>(batch, to, 2 height, 2 width).</returns>
    public override Tensor forward(Tensor images)
    {
        var (to, from) = (_plain.weight.shape[0], _plain.weight.shape[1]);
        var weight = _plain.weight.reshape(to * from, Taps).mm(_map.On(images.device))
            .reshape(to, from, Parts, Taps).permute(0, 2, 1, 3).reshape(to * Parts, from, 3, 3);
        var bias = _plain.bias!.repeat_interleave(Parts);
        return functional.pixel_shuffle(functional.conv2d(images, weight.to(images.dtype), bias.to(images.dtype), padding: [1, 1]), 2);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _map.Dispose();
        }

        base.Dispose(disposing);
    }

    // (9, 4 * 9): column 9 (2a + b) + k' is how the plain 3x3 weights add up to weight k' of output pixel (a, b).
    private static float[] MapOfTaps()
    {
        // Row 2i + a of the doubled image is row i; its neighbours are rows i - 1, i, i for a = 0 and i, i, i + 1 for a = 1.
        int[][] source = [[0, 1, 1], [1, 1, 2]];
        var map = new float[Taps * Parts * Taps];
        for (var pixel = 0; pixel < Parts; pixel++)
        {
            for (var tap = 0; tap < Taps; tap++)
            {
                var target = (3 * source[pixel / 2][tap / 3]) + source[pixel % 2][tap % 3];
                map[(tap * Parts * Taps) + (Taps * pixel) + target] = 1;
            }
        }

        return map;
    }
}
