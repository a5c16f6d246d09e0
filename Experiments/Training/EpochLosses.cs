using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Experiments.Training;

/// <summary>The losses of an epoch's batches, on the device: reading a number there would make the host wait for each batch.</summary>
/// <param name="batches">How many batches there are.</param>
/// <param name="terms">How many numbers a batch has: the total and what it consists of.</param>
public sealed class EpochLosses(int batches, int terms, Device device) : IDisposable
{
    private readonly Tensor _values = zeros(batches, terms, device: device).DetachFromDisposeScope();

    public int Batches => batches;

    public void Set(int batch, IReadOnlyList<Tensor> losses)
    {
        for (var term = 0; term < terms; term++)
        {
            _values.select(0, batch).narrow(0, term, 1).copy_(losses[term].detach());
        }
    }

    /// <summary>Mean over the images of each term. Each batch counts by its images: the last one may be smaller.</summary>
    public double[] Means(long batchSize, long images)
    {
        var values = ToArray();
        return [.. Enumerable.Range(0, terms).Select(term =>
            Enumerable.Range(0, batches).Sum(batch => values[(batch * terms) + term] * (double)Math.Min(batchSize, images - (batch * batchSize))) / images)];
    }

    /// <summary>The first of so many batches whose total is no number; null where all are.</summary>
    public int? FirstNotFinite(int trained)
    {
        var values = ToArray();
        for (var batch = 0; batch < trained; batch++)
        {
            if (!float.IsFinite(values[batch * terms]))
            {
                return batch;
            }
        }

        return null;
    }

    /// <summary>The batches one by one, so that a half epoch's mean is summed in the same order as without a stop.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes(ToArray().AsSpan()).ToArray();

    public void Load(byte[] saved)
    {
        using var loaded = tensor(MemoryMarshal.Cast<byte, float>(saved).ToArray(), batches, terms);
        _values.copy_(loaded);
    }

    public void Dispose() => _values.Dispose();

    private float[] ToArray()
    {
        using var onHost = _values.cpu();
        return onHost.data<float>().ToArray();
    }
}
