using Experiments.Data;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Models;

/// <summary>
/// Dense autoencoder, after F. Chollet, "Building autoencoders in Keras" (2016): pixels to a code and back. With more depth the layers between shrink by
/// the same factor each.
/// </summary>
public sealed class DenseAutoencoder : AutoencoderModel, ILatentSpace
{
    /// <summary>Every activation by its name in sweeps.</summary>
    public static readonly IReadOnlyList<string> Activations = ["relu", "tanh", "sigmoid", "elu", "leaky_relu"];

    private readonly ImageShape _image;
    private readonly long _code;
    [ComponentName(Name = "encoder")]
    private readonly ModuleList<Linear> _encoder;
    [ComponentName(Name = "decoder")]
    private readonly ModuleList<Linear> _decoder;
    private readonly Func<Tensor, Tensor> _activation;
    private readonly double _sparsity;

    /// <param name="code">Units of the code.</param>
    /// <param name="depth">Layers from the image to the code, at least one.</param>
    /// <param name="activation">One of <see cref="Activations"/>; of every layer but the last.</param>
    /// <param name="sparsity">Weight of the code's L1 norm in the loss: how much a unit that is on costs.</param>
    public DenseAutoencoder(ImageShape image, long code, int depth, string activation, double sparsity)
        : base(nameof(DenseAutoencoder))
    {
        var values = (long)image.Channels * image.Height * image.Width;
        long Width(int layer) => (long)Math.Round(values * Math.Pow((double)code / values, (double)layer / depth));
        (_image, _code, _sparsity) = (image, code, sparsity);
        _activation = Activation(activation);
        _encoder = ModuleList([.. Enumerable.Range(1, depth).Select(layer => Linear(Width(layer - 1), Width(layer)))]);
        _decoder = ModuleList([.. Enumerable.Range(1, depth).Reverse().Select(layer => Linear(Width(layer), Width(layer - 1)))]);
        RegisterComponents();
    }

    public override IReadOnlyList<string> Terms => _sparsity > 0 ? ["reconstruction", "code_l1"] : [];

    public long LatentSize => _code;

    public bool IsGenerative => false;

    /// <summary>Binary cross-entropy, mean over all values; with sparsity plus its weight times the code's L1 norm, mean over the images.</summary>
    public override IReadOnlyList<Tensor> Loss(Tensor input, Tensor clean, Generator generator, double annealing)
    {
        var code = Encode(input);
        var reconstruction = functional.binary_cross_entropy_with_logits(Logits(code), clean);
        if (_sparsity == 0)
        {
            return [reconstruction];
        }

        var norm = code.abs().sum(1).mean();
        return [reconstruction + (norm * _sparsity), reconstruction, norm];
    }

    public override Tensor Reconstruct(Tensor input) => Decode(Encode(input));

    public Tensor Encode(Tensor input) => _encoder.Aggregate(input.flatten(1), (hidden, layer) => _activation(layer.forward(hidden)));

    public Tensor Decode(Tensor latent) => Logits(latent).sigmoid();

    private Tensor Logits(Tensor code)
    {
        var hidden = _decoder.SkipLast(1).Aggregate(code, (hidden, layer) => _activation(layer.forward(hidden)));
        return _decoder[^1].forward(hidden).view(-1, _image.Channels, _image.Height, _image.Width);
    }

    private static Func<Tensor, Tensor> Activation(string name) => name switch
    {
        "relu" => hidden => hidden.relu_(),
        "tanh" => torch.tanh,
        "sigmoid" => torch.sigmoid,
        "elu" => hidden => functional.elu(hidden, 1),
        "leaky_relu" => hidden => functional.leaky_relu(hidden, 0.01),
        _ => throw new TrainingFailedException($"no activation is called '{name}'"),
    };
}
