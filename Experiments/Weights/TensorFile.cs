using static TorchSharp.torch;

namespace Experiments.Weights;

/// <summary>A module's parameters and persistent buffers as a safetensors file.</summary>
public static class TensorFile
{
    // As many as a person reads; one wrong parameter changes most tensors.
    private const int DifferencesNamed = 3;

    private static readonly (ScalarType Type, string Dtype)[] Types =
    [
        (ScalarType.Bool, "BOOL"), (ScalarType.Byte, "U8"), (ScalarType.Int8, "I8"), (ScalarType.Int16, "I16"), (ScalarType.Int32, "I32"), (ScalarType.Int64, "I64"),
        (ScalarType.Float16, "F16"), (ScalarType.BFloat16, "BF16"), (ScalarType.Float32, "F32"), (ScalarType.Float64, "F64"), (ScalarType.ComplexFloat32, "C64"),
    ];

    public static void Save(nn.Module module, Stream stream, IReadOnlyDictionary<string, string> metadata) =>
        Safetensors.Write(stream, module.state_dict().Select(named => Saved(named.Key, named.Value)), metadata);

    /// <summary>Copies the file's tensors into the module's own, in place and to the bit. Where names, shapes or types differ nothing is copied.</summary>
    /// <returns>The file's metadata.</returns>
    /// <exception cref="InvalidDataException">The file is broken, or of another model; names the file and the first differences.</exception>
    public static IReadOnlyDictionary<string, string> Load(nn.Module module, string path)
    {
        var content = Safetensors.Read(path);
        var saved = content.Tensors.ToDictionary(tensor => tensor.Name);
        var state = module.state_dict();
        var differences = Differences(state, saved).ToArray();
        if (differences.Length > 0)
        {
            var more = differences.Length > DifferencesNamed ? $"; and {differences.Length - DifferencesNamed} more differences" : "";
            throw new InvalidDataException($"{path} holds the weights of another model than {module.GetName()}: {string.Join("; ", differences.Take(DifferencesNamed))}{more}");
        }

        using var noGradient = no_grad();
        foreach (var (name, target) in state)
        {
            using var scope = NewDisposeScope();
            var source = empty(target.shape, target.dtype);
            source.bytes = saved[name].Data.ToArray();
            target.copy_(source);
        }

        return content.Metadata;
    }

    private static SafeTensor Saved(string name, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var onHost = tensor.detach().cpu().contiguous();
        return new(name, Dtype(tensor), tensor.shape, onHost.bytes.ToArray());
    }

    private static IEnumerable<string> Differences(Dictionary<string, Tensor> state, Dictionary<string, SafeTensor> saved)
    {
        foreach (var (name, tensor) in state.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!saved.TryGetValue(name, out var other))
            {
                yield return $"the file lacks {name}";
            }
            else if (other.Dtype != Dtype(tensor) || !other.Shape.SequenceEqual(tensor.shape))
            {
                yield return $"{name} is {Words(other.Dtype, other.Shape)} in the file and {Words(Dtype(tensor), tensor.shape)} in the model";
            }
        }

        foreach (var name in saved.Keys.Where(name => !state.ContainsKey(name)).Order(StringComparer.Ordinal))
        {
            yield return $"the model lacks {name}";
        }
    }

    private static string Dtype(Tensor tensor) =>
        Array.Find(Types, known => known.Type == tensor.dtype).Dtype ?? throw new NotSupportedException($"tensors of {tensor.dtype} have no place in a safetensors file");

    private static string Words(string dtype, long[] shape) => $"{dtype} [{string.Join(", ", shape)}]";
}
