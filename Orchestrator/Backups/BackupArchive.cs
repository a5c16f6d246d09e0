using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Orchestrator.Backups;

/// <summary>The archive of a backup while it is written: a tar, gzipped where its name says so. It appears under its name when it is whole.</summary>
internal sealed class BackupArchive : IAsyncDisposable
{
    private readonly string _file;
    private readonly string _part;
    private readonly Stream _stream;
    private readonly TarWriter _tar;
    private readonly List<BackedUpFile> _files = [];

    public BackupArchive(string file)
    {
        (_file, _part) = (file, file + ".part");
        var target = new FileStream(_part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        if (!OperatingSystem.IsWindows())
        {
            // It holds what others on the machine may not read in the data folder either.
            File.SetUnixFileMode(_part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _stream = IsCompressed(file) ? new GZipStream(target, CompressionLevel.Fastest) : target;
        _tar = new TarWriter(_stream, TarEntryFormat.Pax, leaveOpen: true);
    }

    public IReadOnlyList<BackedUpFile> Files => _files;

    public static bool IsCompressed(string file) => file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    /// <param name="content">Read twice: its digest first. Files that are moved into place never change while they are open.</param>
    public async Task AddAsync(string path, FileStream content, CancellationToken cancellation)
    {
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        content.Position = 0;
        await _tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = content, ModificationTime = File.GetLastWriteTimeUtc(content.SafeFileHandle), Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite },
            cancellation);
        _files.Add(new BackedUpFile(path, content.Length, digest));
    }

    /// <summary>Adds the manifest; then the archive is whole, on the disk, and has its name.</summary>
    public async Task<BackupManifest> CompleteAsync(string version, DateTimeOffset at, bool journalElsewhere, CancellationToken cancellation)
    {
        var manifest = new BackupManifest(BackupManifest.ThisFormat, version, at, journalElsewhere, _files);
        using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest));
        await _tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, BackupManifest.Name) { DataStream = json }, cancellation);
        await CloseAsync();
        using (var written = File.OpenHandle(_part, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(written);
        }

        File.Move(_part, _file);
        return manifest;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        File.Delete(_part);
    }

    private async Task CloseAsync()
    {
        await _tar.DisposeAsync();
        await _stream.DisposeAsync();
    }
}
