using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Models.Flows;

/// <summary>
/// Planar flow (Rezende, Mohamed 2015, equations 10 to 12 and appendix A.1): each step z + u tanh(w z + b) stretches space along one direction. Its u, w and b are
/// the encoder's, for each image its own.
/// </summary>
public sealed class PlanarFlow : LatentFlow
{
    private readonly long _latent;
    private readonly int _steps;
    [ComponentName(Name = "steering")]
    private readonly Linear _steering;

    public PlanarFlow(long latent, long hidden, int steps)
        : base(nameof(PlanarFlow))
    {
        (_latent, _steps) = (latent, steps);
        _steering = Linear(hidden, steps * ((2 * latent) + 1));
        RegisterComponents();
    }

    public override BentLatent Bend(Tensor start, Tensor hidden)
    {
        var steering = _steering.forward(hidden).view(-1, _steps, (2 * _latent) + 1);
        var (latent, logDeterminant) = (start, zeros(start.shape[0], device: start.device));
        for (var step = 0; step < _steps; step++)
        {
            var own = steering.select(1, step);
            var w = own.narrow(1, 0, _latent);
            var u = Invertible(own.narrow(1, _latent, _latent), w);
            var bent = ((latent * w).sum(1) + own.select(1, 2 * _latent)).tanh();
            var slope = 1 - bent.pow(2);
            latent = latent + (u * bent.unsqueeze(1));
            logDeterminant = logDeterminant + (1 + (slope * (u * w).sum(1))).log();
        }

        return new BentLatent(latent, logDeterminant);
    }

    // A step can be inverted where w u > -1: u is moved along w to where that holds.
    private static Tensor Invertible(Tensor u, Tensor w)
    {
        var along = (w * u).sum(1, keepdim: true);
        return u + ((functional.softplus(along) - 1 - along) * w / (w.pow(2).sum(1, keepdim: true) + 1e-8));
    }
}
