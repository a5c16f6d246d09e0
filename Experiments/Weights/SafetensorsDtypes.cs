namespace Experiments.Weights;

/// <summary>The element types of the format that fill whole bytes, in its own order: a later one is aligned at least as widely as those before it.</summary>
public static class SafetensorsDtypes
{
    private static readonly (string Name, int Size)[] All =
    [
        ("BOOL", 1), ("U8", 1), ("I8", 1), ("F8_E5M2", 1), ("F8_E4M3", 1), ("F8_E8M0", 1), ("I16", 2), ("U16", 2), ("F16", 2), ("BF16", 2),
        ("I32", 4), ("U32", 4), ("F32", 4), ("C64", 8), ("F64", 8), ("I64", 8), ("U64", 8),
    ];

    /// <summary>Where the type stands in the format's order; -1 for a type that is none.</summary>
    public static int Rank(string dtype) => Array.FindIndex(All, known => known.Name == dtype);

    /// <summary>Bytes that a tensor of that type and shape takes; null where there is no such type or shape, or more than a file can hold.</summary>
    public static long? Length(string dtype, IEnumerable<long> shape)
    {
        var rank = Rank(dtype);
        if (rank < 0)
        {
            return null;
        }

        Int128 length = All[rank].Size;
        foreach (var size in shape)
        {
            length *= size;
            if (size < 0 || length > long.MaxValue)
            {
                return null;
            }
        }

        return (long)length;
    }
}
