using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Models;

/// <summary>A network that gives an image back. Images are (batch, channels, height, width) in [0, 1], channels last in memory.</summary>
public abstract class AutoencoderModel(string name) : Module(name)
{
    /// <summary>Names of what the loss consists of, in the order of <see cref="Loss"/> after the total; empty where it is one thing.</summary>
    public virtual IReadOnlyList<string> Terms => [];

    /// <summary>What the loss is, for the axis of a figure.</summary>
    public virtual string LossName => "binary cross-entropy";

    public long ParameterCount => parameters().Sum(parameter => parameter.numel());

    /// <summary>The loss of a batch and its terms, each a number: the mean over the batch's images.</summary>
    /// <param name="input">What the network sees.</param>
    /// <param name="clean">What it should give back.</param>
    /// <param name="generator">Draws what the model draws.</param>
    /// <param name="annealing">0 to 1: how far a warm-up has come; 1 in validation.</param>
    public abstract IReadOnlyList<Tensor> Loss(Tensor input, Tensor clean, Generator generator, double annealing);

    /// <summary>The images given back, in [0, 1], without any randomness.</summary>
    public abstract Tensor Reconstruct(Tensor input);

    /// <summary>How far the warm-up has come after so many epochs and parts of one.</summary>
    public virtual double Annealing(double epochs) => 1;

    /// <summary>Draws every layer's weights in the order they were registered; biases are zero.</summary>
    public void DrawWeights(Generator generator)
    {
        using var noGradient = no_grad();
        foreach (var module in modules())
        {
            using var scope = NewDisposeScope();
            Initialize(module, generator);
        }
    }

    /// <summary>Glorot-uniform weights (Glorot, Bengio 2010, equation 16) for convolutions and dense layers.</summary>
    protected virtual void Initialize(Module layer, Generator generator)
    {
        var (weight, bias) = layer switch
        {
            Conv2d convolution => (convolution.weight, convolution.bias),
            ConvTranspose2d convolution => (convolution.weight, convolution.bias),
            Linear dense => (dense.weight, dense.bias),
            _ => (null, null),
        };
        if (weight is null)
        {
            return;
        }

        // Inputs and outputs of a unit: both grow with the kernel's area.
        var shape = weight.shape;
        var area = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
        var limit = Math.Sqrt(6.0 / ((shape[0] + shape[1]) * area));
        weight.uniform_(-limit, limit, generator);
        bias?.zero_();
    }
}
