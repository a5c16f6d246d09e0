using Shared.Mlflow;

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
        _incoming = Path.Combine(_root, Incoming);
        try
        {
            Directory.CreateDirectory(_incoming);
            foreach (var left in Directory.EnumerateFiles(_incoming))
            {
                File.Delete(left);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the artifact folder {_root} cannot be used: {exception.Message}", exception);
        }
    }

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

    public ArtifactContent? Open(ArtifactPath path)
    {
        var file = new FileInfo(Full(path));
        try
        {
            return file.Exists
                ? new ArtifactContent(
                    new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.Asynchronous),
                    file.LastWriteTimeUtc)
                : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public IReadOnlyList<ArtifactEntry> List(ArtifactPath folder)
    {
        var directory = new DirectoryInfo(Full(folder));
        return directory.Exists
            ? [.. directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(Entry)]
            : [];
    }

    public void Delete(ArtifactPath path)
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
    }

    private static ArtifactEntry Entry(FileSystemInfo entry) => entry is FileInfo file
        ? new ArtifactEntry(file.Name, IsDir: false, file.Length > 0 ? file.Length : null)
        : new ArtifactEntry(entry.Name, IsDir: true, null);

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
