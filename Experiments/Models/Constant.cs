using static TorchSharp.torch;

namespace Experiments.Models;

/// <summary>Numbers that belong to a layer's arithmetic and not to its state: neither trained nor saved. A plain tensor in a field would be both.</summary>
internal sealed class Constant(float[] values, params long[] shape) : IDisposable
{
    private Tensor? _tensor;

    /// <summary>The numbers where the computation is.</summary>
    public Tensor On(Device device)
    {
        if (_tensor is null || _tensor.device_type != device.type)
        {
            _tensor?.Dispose();
            _tensor = tensor(values, shape, device: device).DetachFromDisposeScope();
        }

        return _tensor;
    }

    public void Dispose() => _tensor?.Dispose();
}
