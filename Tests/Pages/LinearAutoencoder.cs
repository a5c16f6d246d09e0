using Experiments.Data;
using Experiments.Models;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Own;

/// <summary>Without a non-linearity the best code spans the data's first principal components (Baldi, Hornik 1989).</summary>
public sealed class LinearAutoencoder : AutoencoderModel
{
    private readonly ImageShape _image;
    [ComponentName(Name = "encoder")]
    private readonly Linear _encoder;
    [ComponentName(Name = "decoder")]
    private readonly Linear _decoder;

    public LinearAutoencoder(ImageShape image, long code)
        : base(nameof(LinearAutoencoder))
    {
        var values = (long)image.Channels * image.Height * image.Width;
        _image = image;
        _encoder = Linear(values, code);
        _decoder = Linear(code, values);
        RegisterComponents();
    }

    public override string LossName => "squared error";

    public override IReadOnlyList<Tensor> Loss(Tensor input, Tensor clean, Generator generator, double annealing) =>
        [functional.mse_loss(Decode(input), clean)];

    public override Tensor Reconstruct(Tensor input) => Decode(input).clamp(0, 1);

    private Tensor Decode(Tensor input) =>
        _decoder.forward(_encoder.forward(input.flatten(1))).view(-1, _image.Channels, _image.Height, _image.Width);
}
