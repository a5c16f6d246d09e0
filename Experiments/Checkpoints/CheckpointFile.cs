using System.Security.Cryptography;
using System.Text;
using Shared.Trials;
using Shared.Wire;

namespace Experiments.Checkpoints;

/// <summary>
/// A trial's checkpoint on disk: magic, format version, trial key, epoch, batch, rows, state, and a SHA-256 of all that.
/// Written beside and renamed, so that a kill at any moment leaves a whole one.
/// </summary>
/// <param name="shorter">Keys of the same trial with fewer epochs, whose checkpoints are taken too; what is written bears this trial's own key.</param>
/// <param name="log">Where to say that a checkpoint was set aside.</param>
public sealed class CheckpointFile(string path, string key, TextWriter log, IReadOnlyCollection<string>? shorter = null)
{
    public const string Name = CheckpointHeader.FileName;

    public void Write(Checkpoint checkpoint)
    {
        var bytes = Encode(checkpoint);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = path + ".tmp";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Write(SHA256.HashData(bytes));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>The checkpoint; null where there is none. One that is torn or another trial's is set aside, with a line in the log.</summary>
    public Checkpoint? Read()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return Decode(File.ReadAllBytes(path));
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or Google.Protobuf.InvalidProtocolBufferException)
        {
            File.Move(path, path + ".refused", overwrite: true);
            log.WriteLine($"{path}: {fault.Message}; set aside as {Name}.refused, training begins from scratch");
            return null;
        }
    }

    private byte[] Encode(Checkpoint checkpoint)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        new CheckpointHeader(key, checkpoint.Epoch, checkpoint.Batch).Write(writer);
        writer.Write(checkpoint.Rows.Count);
        foreach (var row in checkpoint.Rows)
        {
            WriteBlock(writer, Google.Protobuf.MessageExtensions.ToByteArray(row));
        }

        writer.Write(checkpoint.State.Count);
        foreach (var (name, block) in checkpoint.State.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            WriteBlock(writer, block);
        }

        writer.Flush();
        return buffer.ToArray();
    }

    private Checkpoint Decode(byte[] file)
    {
        if (file.Length < SHA256.HashSizeInBytes)
        {
            throw new InvalidDataException("this is no checkpoint");
        }

        var bytes = file.AsSpan(0, file.Length - SHA256.HashSizeInBytes);
        if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(file.AsSpan(bytes.Length)))
        {
            throw new InvalidDataException("the checkpoint is torn: its checksum does not fit");
        }

        using var reader = new BinaryReader(new MemoryStream(file, 0, bytes.Length), Encoding.UTF8);
        var (owner, epoch, batch) = CheckpointHeader.Read(reader);
        if (owner != key && shorter?.Contains(owner) != true)
        {
            throw new InvalidDataException($"the checkpoint belongs to trial {owner}, not to {key}");
        }

        var rows = Enumerable.Range(0, reader.ReadInt32()).Select(_ => MetricRow.Parser.ParseFrom(ReadBlock(reader))).ToList();
        var state = Enumerable.Range(0, reader.ReadInt32()).ToDictionary(_ => reader.ReadString(), _ => ReadBlock(reader));
        return new Checkpoint(epoch, batch, rows, state);
    }

    private static void WriteBlock(BinaryWriter writer, byte[] block)
    {
        writer.Write(block.Length);
        writer.Write(block);
    }

    private static byte[] ReadBlock(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());
}
