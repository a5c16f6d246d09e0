using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Models.Flows;

/// <summary>A latent after a flow, and the logarithm of how much the flow stretched space there.</summary>
/// <param name="Latent">(images, D).</param>
/// <param name="LogDeterminant">(images): log |det dLatent / dStart|.</param>
public sealed record BentLatent(Tensor Latent, Tensor LogDeterminant);

/// <summary>A normalizing flow: invertible steps, steered by the encoder, that bend a Gaussian posterior into a richer one (Rezende, Mohamed, "Variational inference with
/// normalizing flows", 2015).</summary>
public abstract class LatentFlow(string name) : Module(name)
{
    /// <summary>Every kind by its name in sweeps; none leaves the posterior Gaussian.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["none", "planar", "iaf"];

    /// <param name="latent">D.</param>
    /// <param name="hidden">Units of the encoder that steer the flow.</param>
    /// <exception cref="TrainingFailedException">There is no such flow.</exception>
    public static LatentFlow? Create(string kind, long latent, long hidden, int steps) => kind switch
    {
        "none" => null,
        "planar" => new PlanarFlow(latent, hidden, steps),
        "iaf" => new InverseAutoregressiveFlow(latent, hidden, steps),
        _ => throw new TrainingFailedException($"no flow is called '{kind}'"),
    };

    /// <param name="start">Drawn from the Gaussian, (images, D).</param>
    /// <param name="hidden">The encoder's last hidden layer, (images, H).</param>
    public abstract BentLatent Bend(Tensor start, Tensor hidden);
}
