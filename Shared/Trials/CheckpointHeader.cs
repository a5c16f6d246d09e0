using System.Text;

namespace Shared.Trials;

/// <summary>
/// How a checkpoint file begins: magic, format version, trial key, epoch, batch. All that an agent needs to know of it; the rest is the trainer's own.
/// </summary>
/// <param name="Epoch">Epochs finished.</param>
/// <param name="Batch">The first batch of the next epoch that is not yet trained; 0 between epochs.</param>
public readonly record struct CheckpointHeader(string Key, int Epoch, int Batch)
{
    /// <summary>The file's name in a trial's work folder, and as an artifact of its run.</summary>
    public const string FileName = "checkpoint.bin";

    private const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "EXPCKPT\n"u8;

    public void Write(BinaryWriter writer)
    {
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(Key);
        writer.Write(Epoch);
        writer.Write(Batch);
    }

    /// <exception cref="InvalidDataException">It is no checkpoint, or one of another format.</exception>
    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    public static CheckpointHeader Read(BinaryReader reader)
    {
        if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
        {
            throw new InvalidDataException("this is no checkpoint");
        }

        var version = reader.ReadInt32();
        return version == Version
            ? new CheckpointHeader(reader.ReadString(), reader.ReadInt32(), reader.ReadInt32())
            : throw new InvalidDataException($"the checkpoint has format {version}, this build reads {Version}");
    }

    /// <summary>What the file holds; null where there is none, or nothing that reads as a checkpoint.</summary>
    public static CheckpointHeader? TryRead(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Of(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            return null;
        }
    }

    /// <summary>What an open file holds; it is at its beginning again afterwards.</summary>
    public static CheckpointHeader Of(FileStream file)
    {
        using var reader = new BinaryReader(file, Encoding.UTF8, leaveOpen: true);
        var header = Read(reader);
        file.Position = 0;
        return header;
    }

    /// <summary>Whether this one is further than another; anything is further than none.</summary>
    public bool IsAfter(CheckpointHeader? other) => other is not { } one || (Epoch, Batch).CompareTo((one.Epoch, one.Batch)) > 0;
}
