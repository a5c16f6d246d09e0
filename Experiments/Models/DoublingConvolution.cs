using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Models;

/// <summary>
/// Doubling an image and a 3x3 convolution in one, for as many output channels as a vector holds. An output pixel reads 4 different values of the image, not 9, so
/// the two equal one transposed 4x4 convolution of stride 2 whose taps are sums of the plain ones (for few output channels see <see cref="SubPixelConvolution"/>).
/// Exact, with 4/9 of the multiplications.
/// </summary>
internal sealed class DoublingConvolution : IDisposable
{
    private const int Taps = 3;
    private const int Spread = 4;

    // Row k of the transposed kernel is the sum of these rows of the plain one. Even output rows read rows i and i - 1 through k = 1 and 3, odd ones i + 1 and i through 0 and 2.
    private static readonly int[][] Sums = [[2], [1, 2], [0, 1], [0]];
    private static readonly float[] Map = MapOfTaps();

    private readonly Constant _map = new(Map, Taps * Taps, Spread * Spread);

    /// <param name="layer">The plain convolution, of padding 1.</param>
    /// <param name="images">(batch, from, height, width).</param>
    /// <returns>(batch, to, 2 height, 2 width).</returns>
    public Tensor Convolve(Conv2d layer, Tensor images)
    {
        var (to, from) = (layer.weight.shape[0], layer.weight.shape[1]);
        var weight = layer.weight.reshape(to * from, Taps * Taps).mm(_map.On(images.device)).reshape(to, from, Spread, Spread).transpose(0, 1);
        return functional.conv_transpose2d(images, weight.to(images.dtype), layer.bias!.to(images.dtype), [2, 2], [1, 1]);
    }

    public void Dispose() => _map.Dispose();

    // (9, 16): how the plain taps add up to the transposed ones.
    private static float[] MapOfTaps()
    {
        var map = new float[Taps * Taps * Spread * Spread];
        for (var target = 0; target < Spread * Spread; target++)
        {
            foreach (var row in Sums[target / Spread])
            {
                foreach (var column in Sums[target % Spread])
                {
                    map[(((Taps * row) + column) * Spread * Spread) + target] = 1;
                }
            }
        }

        return map;
    }
}
