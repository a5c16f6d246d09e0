namespace Orchestrator.Tracking.Artifacts;

/// <summary>Artifacts as files in a local folder. An upload is written aside and moved into place, so that nobody reads half of one.</summary>
internal sealed class FolderArtifactStore : IArtifactStore
{
    /// <summary>Uploads that are not whole yet; on the same file system, or moving would be copying.</summary>
    public const string Incoming = ".incoming";

    private readonly string _root;
    private readonly string _incoming;

    /// <exception cref="IOException">The folder can't be used; the message is one line for a person.</exception>
    public FolderArtifactStore(string root)
    {
        _root = Path.GetFullPath(root);
        _incoming = PrepareIncoming(_root);
    }

    /// <summary>Makes the folder for uploads below a root, and deletes what a process that was killed has left there.</summary>
    /// <returns>The folder.</returns>
    /// <exception cref="IOException">It can't be used; the message is one line for a person.</exception>
    public static string PrepareIncoming(string root)
    {
        var incoming = Path.Combine(root, Incoming);
        try
        {
            Directory.CreateDirectory(incoming);
            Array.ForEach(Directory.GetFiles(incoming), File.Delete);
            return incoming;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the artifact folder {root} cannot be used: {exception.Message}", exception);
        }
    }

    /// <summary>It was written to when it was opened.</summary>
    public Task CheckAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task WriteAsync(ArtifactPath path, Stream content, CancellationToken cancellation)
    {
        var aside = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
        try
        {
            await using (var file = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, cancellation);
            }
            MoveInto(aside, path);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    public Task<ArtifactContent?> OpenAsync(ArtifactPath path, CancellationToken cancellation)
    {
        var file = new FileInfo(Full(path));
        try
        {
            return Task.FromResult(file.Exists ? Open(file) : null);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<ArtifactContent?>(null);
        }
    }

    public Task<IReadOnlyList<StoredEntry>> ListAsync(ArtifactPath folder, CancellationToken cancellation)
    {
        var directory = new DirectoryInfo(Full(folder));
        return Task.FromResult<IReadOnlyList<StoredEntry>>(directory.Exists
            ? [.. directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(Entry)]
            : []);
    }

    public Task DeleteAsync(ArtifactPath path, CancellationToken cancellation)
    {
        var full = Full(path);
        if (Directory.Exists(full))
        {
            Directory.Delete(full, recursive: true);
        }
        else if (File.Exists(full))
        {
            File.Delete(full);
        }

        return Task.CompletedTask;
    }

    private static ArtifactContent Open(FileInfo file)
    {
        var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.Asynchronous);
        return new ArtifactContent(content, file.LastWriteTimeUtc, $"{file.LastWriteTimeUtc.Ticks:x}-{content.Length:x}");
    }

    private static StoredEntry Entry(FileSystemInfo entry) =>
        entry is FileInfo file ? new StoredEntry(file.Name, file.Length, file.LastWriteTimeUtc) : new StoredEntry(entry.Name, null, null);

    private void MoveInto(string aside, ArtifactPath path)
    {
        var target = Full(path);
        if (Directory.Exists(target))
        {
            throw TrackingFault.Invalid($"Invalid path: '{path.Value}' is a folder");
        }
        for (var folder = Path.GetDirectoryName(target)!; folder.Length > _root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            if (File.Exists(folder))
            {
                throw TrackingFault.Invalid($"Invalid path: '{Path.GetRelativePath(_root, folder)}' is a file");
            }
        }
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(aside, target, overwrite: true);
    }

    private string Full(ArtifactPath path) => Path.Combine(_root, path.Value);
}
