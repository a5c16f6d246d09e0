using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Orchestrator.Backups;

/// <summary>Puts a backup into an empty folder, all of it or nothing: each file must have the digest that the manifest names, and each database must be sound.</summary>
internal static class BackupReader
{
    // What is not checked yet lies here, on the folder's own file system.
    private const string Aside = ".restoring";

    // A file system's own.
    private const string LostAndFound = "lost+found";

    /// <param name="folder">Made where it is missing.</param>
    /// <exception cref="RefusalException">The folder holds something, or the backup is damaged; then nothing is there that was not before.</exception>
    public static async Task<BackupManifest> RestoreAsync(string file, string folder, CancellationToken cancellation)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).FirstOrDefault(entry => Path.GetFileName(entry) != LostAndFound) is { } held)
        {
            throw new RefusalException($"{folder} is not empty (it holds {Path.GetFileName(held)}), and a restore writes over nothing; name another folder with --data, or move what is there away");
        }

        var (aside, made) = (Path.Combine(folder, Aside), !Directory.Exists(folder));
        try
        {
            Directory.CreateDirectory(aside);
            var manifest = await ExtractAsync(file, aside, cancellation);
            foreach (var database in Directory.GetFiles(aside, "*.db"))
            {
                if (DatabaseCopy.Fault(database) is { } fault)
                {
                    throw Damaged(file, $"{Path.GetFileName(database)} is no sound database ({fault})");
                }
            }

            foreach (var part in Directory.GetFileSystemEntries(aside))
            {
                Directory.Move(part, Path.Combine(folder, Path.GetFileName(part)));
            }

            return manifest;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or JsonException or FormatException)
        {
            throw fault is InvalidDataException or JsonException or FormatException or EndOfStreamException
                ? Damaged(file, fault.Message.TrimEnd('.'))
                : new RefusalException($"nothing was restored: {fault.Message.TrimEnd('.')}", fault);
        }
        finally
        {
            if (Directory.Exists(aside))
            {
                Directory.Delete(aside, recursive: true);
            }

            if (made && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    private static async Task<BackupManifest> ExtractAsync(string file, string aside, CancellationToken cancellation)
    {
        await using var raw = File.OpenRead(file);
        await using var stream = BackupArchive.IsCompressed(file) ? new GZipStream(raw, CompressionMode.Decompress) : (Stream)raw;
        await using var tar = new TarReader(stream);
        var found = new Dictionary<string, BackedUpFile>();
        BackupManifest? manifest = null;
        while (await tar.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
        {
            if (entry.Name == BackupManifest.Name)
            {
                manifest = await JsonSerializer.DeserializeAsync(entry.DataStream ?? Stream.Null, BackupJson.Default.BackupManifest, cancellation);
                continue;
            }

            found[entry.Name] = await WriteAsync(entry, file, aside, cancellation);
        }

        Check(file, manifest ?? throw Damaged(file, $"its last part, {BackupManifest.Name}, is missing: it was broken off, or is no backup"), found);
        return manifest;
    }

    private static async Task<BackedUpFile> WriteAsync(TarEntry entry, string file, string aside, CancellationToken cancellation)
    {
        var target = Path.GetFullPath(Path.Combine(aside, entry.Name));
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !target.StartsWith(aside + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw Damaged(file, $"it holds '{entry.Name}', which no backup would");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await using var written = new FileStream(target, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        await (entry.DataStream?.CopyToAsync(written, cancellation) ?? Task.CompletedTask);
        written.Position = 0;
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellation));
        written.Flush(flushToDisk: true);
        return new BackedUpFile(entry.Name, written.Length, digest);
    }

    private static void Check(string file, BackupManifest manifest, Dictionary<string, BackedUpFile> found)
    {
        if (manifest.Format != BackupManifest.ThisFormat)
        {
            throw new RefusalException($"{file} was made by version {manifest.Version}, whose backups have another layout ({manifest.Format}, here {BackupManifest.ThisFormat}); restore it with that version");
        }

        foreach (var wanted in manifest.Files)
        {
            if (!found.Remove(wanted.Path, out var here) || here != wanted)
            {
                throw Damaged(file, here is null ? $"{wanted.Path} is missing" : $"{wanted.Path} is not what was backed up (another digest)");
            }
        }

        if (found.Count > 0)
        {
            throw Damaged(file, $"{found.Keys.First()} was never backed up");
        }
    }

    private static RefusalException Damaged(string file, string how) => new($"{file} is damaged, and nothing was restored: {how}; take another backup");
}
