using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Models.Flows;

/// <summary>
/// Inverse autoregressive flow (Kingma et al., "Improving variational inference with inverse autoregressive flow", 2016, algorithm 1): each step mixes every
/// coordinate with a number that depends on the coordinates before it and on the image; the order is turned round from step to step.
/// </summary>
public sealed class InverseAutoregressiveFlow : LatentFlow
{
    // A gate that begins nearly open leaves the posterior nearly Gaussian at first.
    private const double OpenGate = 2;

    private readonly long _latent;
    [ComponentName(Name = "steps")]
    private readonly ModuleList<MaskedNetwork> _steps;

    public InverseAutoregressiveFlow(long latent, long hidden, int steps)
        : base(nameof(InverseAutoregressiveFlow))
    {
        _latent = latent;
        _steps = ModuleList([.. Enumerable.Range(0, steps).Select(_ => new MaskedNetwork(latent, hidden))]);
        RegisterComponents();
    }

    public override BentLatent Bend(Tensor start, Tensor hidden)
    {
        var (latent, logDeterminant) = (start, zeros(start.shape[0], device: start.device));
        foreach (var step in _steps)
        {
            var steering = step.Steer(latent, hidden);
            var gate = (steering.narrow(1, _latent, _latent) + OpenGate).sigmoid();
            latent = ((gate * latent) + ((1 - gate) * steering.narrow(1, 0, _latent))).flip(1);
            logDeterminant = logDeterminant + gate.log().sum(1);
        }

        return new BentLatent(latent, logDeterminant);
    }
}
