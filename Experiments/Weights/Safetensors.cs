using System.Buffers.Binary;

namespace Experiments.Weights;

/// <summary>
/// Files in the safetensors layout, which Python and others read: the header's length in 8 bytes, little-endian; a JSON header that names each tensor's type, shape
/// and place, padded with spaces to a multiple of 8; then the data without a gap. Specification: github.com/huggingface/safetensors, README, "Format".
/// </summary>
public static class Safetensors
{
    /// <summary>The specification's limit, so that nobody can make a reader parse gigabytes of JSON.</summary>
    public const int LargestHeader = 100_000_000;

    private const int LengthBytes = sizeof(ulong);

    /// <summary>Writes the tensors: those of the widest types first, so that all are aligned, then by name. The same tensors give the same bytes in whatever order.</summary>
    /// <exception cref="ArgumentException">A name that appears twice or is reserved, an unknown type, data that do not fit the shape, too large a header.</exception>
    public static void Write(Stream stream, IEnumerable<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var sorted = tensors.OrderByDescending(tensor => SafetensorsDtypes.Rank(tensor.Dtype)).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToArray();
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>();
        long end = 0;
        foreach (var tensor in sorted)
        {
            if (tensor.Name == SafetensorsHeader.MetadataName || !names.Add(tensor.Name))
            {
                throw new ArgumentException($"a tensor cannot be called '{tensor.Name}': the name is taken", nameof(tensors));
            }

            if (SafetensorsDtypes.Length(tensor.Dtype, tensor.Shape) != tensor.Data.Length)
            {
                throw new ArgumentException($"tensor '{tensor.Name}': {tensor.Data.Length} bytes are no {Words(tensor.Dtype, tensor.Shape)}", nameof(tensors));
            }

            var begin = end;
            end += tensor.Data.Length;
            entries.Add(new(tensor.Name, tensor.Dtype, tensor.Shape, begin, end));
        }

        WriteHeader(stream, SafetensorsHeader.Encode(entries, metadata));
        foreach (var tensor in sorted)
        {
            stream.Write(tensor.Data.Span);
        }
    }

    /// <exception cref="InvalidDataException">The file is torn or no such file; names it and says what is wrong.</exception>
    public static SafetensorsContent Read(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            return Read(file);
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException($"{path}: {fault.Message}", fault);
        }
    }

    /// <summary>Reads from a seekable stream's position to its end. Nothing is believed that its length contradicts, so no memory is taken for what is not there.</summary>
    /// <exception cref="InvalidDataException">Says what is wrong.</exception>
    public static SafetensorsContent Read(Stream stream)
    {
        var (entries, metadata) = SafetensorsHeader.Decode(ReadHeader(stream));
        entries.Sort((one, other) => (one.Begin, one.End).CompareTo((other.Begin, other.End)));
        Check(entries, stream.Length - stream.Position);
        var tensors = new List<SafeTensor>();
        foreach (var entry in entries)
        {
            tensors.Add(new(entry.Name, entry.Dtype, entry.Shape, ReadBytes(stream, entry.End - entry.Begin)));
        }

        return new(tensors, metadata);
    }

    private static void WriteHeader(Stream stream, byte[] json)
    {
        var padded = (json.Length + LengthBytes - 1) / LengthBytes * LengthBytes;
        if (padded > LargestHeader)
        {
            throw new ArgumentException($"a header of {padded} bytes is larger than the format's {LargestHeader}");
        }

        var length = new byte[LengthBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
        stream.Write(length);
        stream.Write(json);
        for (var at = json.Length; at < padded; at++)
        {
            stream.WriteByte((byte)' ');
        }
    }

    private static byte[] ReadHeader(Stream stream)
    {
        var available = stream.Length - stream.Position - LengthBytes;
        if (available < 0)
        {
            throw new InvalidDataException($"{available + LengthBytes} bytes are no safetensors file");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(stream, LengthBytes));
        if (length > LargestHeader)
        {
            throw new InvalidDataException($"a header of {length} bytes is larger than the format's {LargestHeader}");
        }

        if ((long)length > available)
        {
            throw new InvalidDataException($"the file is torn: a header of {length} bytes, and {available} are there");
        }

        return ReadBytes(stream, (long)length);
    }

    private static void Check(List<SafetensorsEntry> entries, long available)
    {
        long end = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != end)
            {
                throw new InvalidDataException($"tensor '{entry.Name}' begins at byte {entry.Begin} of the data, {(entry.Begin < end ? "within the one before it" : "after a hole")}: expected {end}");
            }

            if (SafetensorsDtypes.Length(entry.Dtype, entry.Shape) is not { } length || length != entry.End - entry.Begin || length > Array.MaxLength)
            {
                throw new InvalidDataException($"tensor '{entry.Name}': {entry.End - entry.Begin} bytes are no {Words(entry.Dtype, entry.Shape)} that can be read");
            }

            end = entry.End;
        }

        if (end != available)
        {
            throw new InvalidDataException(end > available ? $"the file is torn: {end} bytes of data, and {available} are there" : $"{available - end} bytes after the last tensor");
        }
    }

    private static byte[] ReadBytes(Stream stream, long length)
    {
        var bytes = new byte[length];
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException("the file became shorter while it was read");
        }

        return bytes;
    }

    private static string Words(string dtype, long[] shape) => $"{dtype} of [{string.Join(", ", shape)}]";
}
