using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace Experiments.Data;

/// <summary>A file of unsigned bytes in the IDX format (LeCun's MNIST page): two zero bytes, type 8, number of dimensions, each dimension as a big-endian
/// 32-bit number, the data with the last dimension running fastest. Memory-mapped, so opening it costs nothing.</summary>
public sealed class IdxFile : IDisposable
{
    private const byte UnsignedByte = 8;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _headerLength;

    private IdxFile(MemoryMappedFile file, MemoryMappedViewAccessor view, IReadOnlyList<int> shape)
    {
        _file = file;
        _view = view;
        _headerLength = HeaderLength(shape);
        Shape = shape;
    }

    /// <summary>Sizes, slowest first: images, rows, columns.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <exception cref="TrainingFailedException">The file is missing, no IDX file of bytes, or not as long as its header says.</exception>
    public static IdxFile Open(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            throw new TrainingFailedException($"{path} is missing: fetch the data set first");
        }

        var shape = ReadShape(path);
        var expected = HeaderLength(shape) + shape.Aggregate(1L, (size, dimension) => size * dimension);
        if (info.Length != expected)
        {
            throw new TrainingFailedException($"{path} is broken: {string.Join('x', shape)} bytes make a file of {expected} bytes, it has {info.Length}");
        }

        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        return new IdxFile(file, file.CreateViewAccessor(0, info.Length, MemoryMappedFileAccess.Read), shape);
    }

    /// <summary>Copies as many bytes of the data as the destination holds, beginning at <paramref name="offset"/>.</summary>
    public void CopyTo(Span<byte> destination, long offset = 0)
    {
        unsafe
        {
            byte* start = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            try
            {
                new ReadOnlySpan<byte>(start + _view.PointerOffset + _headerLength + offset, destination.Length).CopyTo(destination);
            }
            finally
            {
                _view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static int HeaderLength(IReadOnlyList<int> shape) => 4 + (4 * shape.Count);

    private static int[] ReadShape(string path)
    {
        Span<byte> head = stackalloc byte[4];
        using var stream = File.OpenRead(path);
        if (stream.ReadAtLeast(head, 4, throwOnEndOfStream: false) < 4 || head[0] != 0 || head[1] != 0 || head[2] != UnsignedByte || head[3] is < 1 or > 4)
        {
            throw new TrainingFailedException($"{path} is no IDX file of bytes");
        }

        Span<byte> sizes = stackalloc byte[4 * head[3]];
        if (stream.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false) < sizes.Length)
        {
            throw new TrainingFailedException($"{path} is broken: it ends in its header");
        }

        var shape = new int[head[3]];
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            shape[dimension] = BinaryPrimitives.ReadInt32BigEndian(sizes[(4 * dimension)..]);
        }

        return shape.All(size => size > 0) ? shape : throw new TrainingFailedException($"{path} is broken: its header says {string.Join('x', shape)}");
    }
}
