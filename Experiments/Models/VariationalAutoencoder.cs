using Experiments.Data;
using Experiments.Models.Flows;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Models;

/// <summary>How a variational autoencoder is built and weighed.</summary>
/// <param name="Latent">Size of the latent space, D.</param>
/// <param name="Hidden">Units between convolutions and latent, H.</param>
/// <param name="Beta">Weight of the KL divergence (Higgins et al. 2017); 1 is the evidence lower bound.</param>
/// <param name="WarmUp">Epochs over which the weight grows from 0 to <paramref name="Beta"/> (Sonderby et al. 2016).</param>
/// <param name="Flow">One of <see cref="LatentFlow.Kinds"/>.</param>
/// <param name="FlowSteps">Steps of the flow.</param>
public sealed record VariationalShape(long Latent, long Hidden, double Beta, double WarmUp, string Flow, int FlowSteps);

/// <summary>
/// Convolutional variational autoencoder (Kingma, Welling, "Auto-encoding variational Bayes", 2014) with the study's layers; its posterior may be bent by a
/// normalizing flow (Rezende, Mohamed 2015; Kingma et al. 2016).
/// </summary>
public sealed class VariationalAutoencoder : AutoencoderModel, ILatentSpace
{
    private const long Filters1 = 16;
    private const long Filters2 = 32;

    private readonly VariationalShape _shape;
    private readonly ImageShape _image;
    [ComponentName(Name = "encoder_0")]
    private readonly Conv2d _encode1;
    [ComponentName(Name = "encoder_1")]
    private readonly Conv2d _encode2;
    [ComponentName(Name = "encoder_hidden")]
    private readonly Linear _encodeHidden;
    [ComponentName(Name = "encoder_mean")]
    private readonly Linear _mean;
    [ComponentName(Name = "encoder_log_variance")]
    private readonly Linear _logVariance;
    [ComponentName(Name = "flow")]
    private readonly LatentFlow? _flow;
    [ComponentName(Name = "decoder_hidden")]
    private readonly Linear _decodeHidden;
    [ComponentName(Name = "decoder_0")]
    private readonly ConvTranspose2d _decode1;
    [ComponentName(Name = "decoder_1")]
    private readonly ConvTranspose2d _decode2;
    [ComponentName(Name = "decoder_pixels")]
    private readonly ConvTranspose2d _pixels;

    /// <param name="image">Both sides must be multiples of 4.</param>
    public VariationalAutoencoder(VariationalShape shape, ImageShape image)
        : base(nameof(VariationalAutoencoder))
    {
        (_shape, _image) = (shape, image);
        var values = Rows * Columns * Filters2;
        _encode1 = Conv2d(image.Channels, Filters1, kernel_size: 3, stride: 2, padding: 1);
        _encode2 = Conv2d(Filters1, Filters2, kernel_size: 3, stride: 2, padding: 1);
        _encodeHidden = Linear(values, shape.Hidden);
        _mean = Linear(shape.Hidden, shape.Latent);
        _logVariance = Linear(shape.Hidden, shape.Latent);
        _flow = LatentFlow.Create(shape.Flow, shape.Latent, shape.Hidden, shape.FlowSteps);
        _decodeHidden = Linear(shape.Latent, values);
        _decode1 = ConvTranspose2d(Filters2, Filters2, kernel_size: 3, stride: 2, padding: 1, output_padding: 1);
        _decode2 = ConvTranspose2d(Filters2, Filters1, kernel_size: 3, stride: 2, padding: 1, output_padding: 1);
        _pixels = ConvTranspose2d(Filters1, image.Channels, kernel_size: 3, padding: 1);
        RegisterComponents();
    }

    public override IReadOnlyList<string> Terms => ["reconstruction", "kl"];

    public override string LossName => "negative lower bound";

    public long LatentSize => _shape.Latent;

    public bool IsGenerative => true;

    /// <summary>Numbers of parameters, as the study counted them; a flow belongs to the encoder.</summary>
    public (long Encoder, long Decoder) ParameterCounts
    {
        get
        {
            var decoder = new Module[] { _decodeHidden, _decode1, _decode2, _pixels }.Sum(layer => layer.parameters().Sum(weights => weights.numel()));
            return (ParameterCount - decoder, decoder);
        }
    }

    private long Rows => _image.Height / 4;

    private long Columns => _image.Width / 4;

    /// <summary>
    /// Reconstruction: binary cross-entropy, mean over all values, times the pixels of an image (channels are not counted); plus the KL divergence of the posterior
    /// from N(0, I), summed over the latent, mean over the images. With a flow the divergence is estimated at the drawn latent: 0.5 sum(z_K^2 - 1 - log variance) -
    /// log |det|, the entropy of the flow's start being known exactly.
    /// </summary>
    public override IReadOnlyList<Tensor> Loss(Tensor input, Tensor clean, Generator generator, double annealing)
    {
        var hidden = Hidden(input);
        var (mean, logVariance) = (_mean.forward(hidden), _logVariance.forward(hidden));
        var noise = randn(mean.shape, generator: generator).to(mean.device);
        var start = mean + (logVariance.mul(0.5).exp_() * noise);
        var bent = _flow?.Bend(start, hidden);
        var reconstruction = functional.binary_cross_entropy_with_logits(Logits(bent?.Latent ?? start), clean) * (_image.Height * _image.Width);
        var divergence = bent is null
            ? (mean.pow(2) + logVariance.exp() - 1 - logVariance).sum(1).mean() * 0.5
            : ((bent.Latent.pow(2) - 1 - logVariance).sum(1) * 0.5).sub(bent.LogDeterminant).mean();
        return [reconstruction + (divergence * (_shape.Beta * annealing)), reconstruction, divergence];
    }

    public override double Annealing(double epochs) => _shape.WarmUp > 0 ? Math.Min(1, epochs / _shape.WarmUp) : 1;

    public override Tensor Reconstruct(Tensor input) => Decode(Encode(input));

    /// <summary>The posterior's mean, through the flow where there is one.</summary>
    public Tensor Encode(Tensor input)
    {
        var hidden = Hidden(input);
        var mean = _mean.forward(hidden);
        return _flow?.Bend(mean, hidden).Latent ?? mean;
    }

    public Tensor Decode(Tensor latent) => Logits(latent).sigmoid();

    // Flattened and unflattened channels last, which costs no copy in that layout.
    private Tensor Hidden(Tensor input)
    {
        var images = _encode2.forward(_encode1.forward(input).relu_()).relu_();
        return _encodeHidden.forward(images.permute(0, 2, 3, 1).flatten(1)).relu_();
    }

    private Tensor Logits(Tensor latent)
    {
        var images = _decodeHidden.forward(latent).relu_().view(-1, Rows, Columns, Filters2).permute(0, 3, 1, 2);
        return _pixels.forward(_decode2.forward(_decode1.forward(images).relu_()).relu_());
    }
}
