using Orchestrator.Sweeps;

namespace Orchestrator.CommandLine;

/// <summary>Reads a sweep file from disk.</summary>
public static class SweepText
{
    /// <summary>The file's bytes as they are; whether they are text is the sweep reader's question.</summary>
    /// <exception cref="RefusalException">There is no such file, or it can't be read.</exception>
    public static async Task<byte[]> ReadAsync(string file, CancellationToken cancellation)
    {
        var info = new FileInfo(file);
        if (!info.Exists)
        {
            throw new RefusalException(Directory.Exists(file) ? $"{file}: a folder, not a sweep file" : $"{file}: no such sweep file{Neighbours(file)}");
        }

        if (info.Length > SweepFile.LargestFile)
        {
            throw new RefusalException($"{file}: {Words.Count(info.Length)} bytes are too much for a sweep file, which has at most {Words.Count(SweepFile.LargestFile)} (is it the right one?)");
        }

        try
        {
            // A pipe or a device has no length: one byte more than is allowed, so that the reader can say that it is too much.
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var bytes = new byte[SweepFile.LargestFile + 1];
            return bytes[..await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation)];
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new RefusalException($"{file}: this user may not read it (change its owner or rights)", exception);
        }
        catch (IOException exception)
        {
            throw new RefusalException($"{file}: {exception.Message}", exception);
        }
    }

    /// <summary>The file with what was said beside it.</summary>
    public static async Task<SweepSource> ReadAsync(string file, IReadOnlyList<SweepOverride> overrides, CancellationToken cancellation) =>
        new(file, await ReadAsync(file, cancellation), overrides);

    private static string Neighbours(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file));
        var names = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.y*ml", new EnumerationOptions { IgnoreInaccessible = true }).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList() : [];
        return names.Count == 0 ? "" : $" ({Nearest.Cure(Path.GetFileName(file), names)})";
    }
}

/// <summary>A sweep as it was given on the command line: the file's bytes, and what takes the place of values in it.</summary>
public sealed record SweepSource(string File, byte[] Yaml, IReadOnlyList<SweepOverride> Overrides);
