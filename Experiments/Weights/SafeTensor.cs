namespace Experiments.Weights;

/// <summary>One named tensor as bytes.</summary>
/// <param name="Dtype">One of <see cref="SafetensorsDtypes"/>, e.g. F32, BF16, I64.</param>
/// <param name="Shape">Empty for a scalar.</param>
/// <param name="Data">The elements in row-major order, little-endian.</param>
public sealed record SafeTensor(string Name, string Dtype, long[] Shape, ReadOnlyMemory<byte> Data);

/// <summary>What a file holds.</summary>
/// <param name="Tensors">In the order of their data.</param>
/// <param name="Metadata">Free text by name; empty where the file has none.</param>
public sealed record SafetensorsContent(IReadOnlyList<SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata);
