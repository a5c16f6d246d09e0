using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Models.Flows;

/// <summary>
/// A network whose outputs for coordinate i depend on the coordinates before i only (Germain et al., "MADE: masked autoencoder for distribution estimation", 2015),
/// and on a context as a whole.
/// </summary>
internal sealed class MaskedNetwork : Module
{
    private const long Width = 64;

    [ComponentName(Name = "first")]
    private readonly Linear _first;
    [ComponentName(Name = "context")]
    private readonly Linear _context;
    [ComponentName(Name = "last")]
    private readonly Linear _last;
    private readonly Constant _firstMask;
    private readonly Constant _lastMask;

    public MaskedNetwork(long coordinates, long context)
        : base(nameof(MaskedNetwork))
    {
        // Unit k may see coordinates up to Degree(k); the outputs of coordinate i (from 1) may see units of a smaller degree than i.
        long Degree(long unit) => coordinates > 1 ? 1 + (unit % (coordinates - 1)) : 0;
        _first = Linear(coordinates, Width);
        _context = Linear(context, Width);
        _last = Linear(Width, 2 * coordinates);
        _firstMask = Mask(Width, coordinates, (unit, coordinate) => coordinate + 1 <= Degree(unit));
        _lastMask = Mask(2 * coordinates, Width, (output, unit) => (output % coordinates) + 1 > Degree(unit));
        RegisterComponents();
    }

    /// <param name="coordinates">(images, D).</param>
    /// <param name="context">(images, H).</param>
    /// <returns>(images, 2 D): two numbers a coordinate, all first ones before all second ones.</returns>
    public Tensor Steer(Tensor coordinates, Tensor context)
    {
        var seen = functional.linear(coordinates, _first.weight * _firstMask.On(coordinates.device), _first.bias);
        return functional.linear(functional.elu(seen + _context.forward(context), 1), _last.weight * _lastMask.On(coordinates.device), _last.bias);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _firstMask.Dispose();
            _lastMask.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Constant Mask(long outputs, long inputs, Func<long, long, bool> sees)
    {
        var mask = new float[outputs * inputs];
        for (var cell = 0L; cell < mask.Length; cell++)
        {
            mask[cell] = sees(cell / inputs, cell % inputs) ? 1 : 0;
        }

        return new Constant(mask, outputs, inputs);
    }
}
