using Experiments.Tools;
using Shared.Datasets;

namespace Experiments.Data.Folders;

/// <summary>
/// Imports a folder of images as files of bytes, so that nothing is ever decoded again. The same folder gives the same bytes, whatever the number of threads.
/// The set appears only whole; what was there under its name is replaced.
/// </summary>
/// <param name="datasets">Where the data sets lie.</param>
/// <param name="threads">The most images that are decoded at a time.</param>
public sealed class ImageFolderImport(string datasets, int threads, IToolWatcher watcher)
{
    private readonly ImageFolders _folders = new(datasets);

    /// <exception cref="ToolRefusedException">There is nothing to train or to validate on, or the set can't be kept.</exception>
    public ImageFolderManifest Import(string name, string source, CancellationToken stop)
    {
        if (!ImageFolders.IsName(name))
        {
            throw new ToolRefusedException($"'{name}' can't be a set's name: it has letters, digits, '-', '_' and '.', and starts with a letter or digit");
        }

        var characters = Characters(source);
        try
        {
            Directory.CreateDirectory(_folders.Folder);
            using var held = Lock(name);
            return Import(name, source, characters, stop);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ToolRefusedException($"the set can't be kept in {_folders.Folder}: {fault.Message} (choose another folder with --datasets)");
        }
    }

    private static IReadOnlyList<CharacterFolder> Characters(string source)
    {
        try
        {
            return CharacterFolder.Find(source) is { Count: > 0 } found
                ? found
                : throw new ToolRefusedException($"{source} holds no PNG or JPEG image, neither itself nor in its subfolders (one folder a character is wanted)");
        }
        catch (DirectoryNotFoundException)
        {
            throw new ToolRefusedException($"{source} is no folder");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ToolRefusedException($"{source} can't be read: {fault.Message}");
        }
    }

    private FileStream Lock(string name)
    {
        var path = Path.Combine(_folders.Folder, $".{name}.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new ToolRefusedException($"'{name}' is being imported by another process; wait for it, or take another name");
        }
    }

    private ImageFolderManifest Import(string name, string source, IReadOnlyList<CharacterFolder> characters, CancellationToken stop)
    {
        var beside = Path.Combine(_folders.Folder, $".{name}.partial");
        Delete(beside);
        try
        {
            Directory.CreateDirectory(beside);
            using var spool = new SpooledImages(Path.Combine(_folders.Folder, $".{name}.spool"), ImageFolderFiles.ImageBytes);
            var files = characters.SelectMany(character => character.Images).ToList();
            var faults = Decode(files, spool, stop);
            var skipped = Tell(files, faults, characters);
            var (counts, digest) = ImageFolderFiles.Write(spool, Readable(characters, faults), beside);
            Check(source, counts);
            var manifest = new ImageFolderManifest(
                name, ImageFolderFiles.Side, ImageFolderFiles.Side, AreaResize.Channels, counts.Train, counts.Validation, counts.Test, digest, Path.GetFullPath(source), skipped);
            File.WriteAllText(Path.Combine(beside, ImageFolderManifest.FileName), manifest.ToJson());
            stop.ThrowIfCancellationRequested();
            Replace(name, beside);
            return manifest;
        }
        finally
        {
            Delete(beside);
        }
    }

    // Each image's fault, or null, by its place.
    private string?[] Decode(List<string> files, SpooledImages spool, CancellationToken stop)
    {
        var faults = new string?[files.Count];
        var done = 0;
        Parallel.For(0, files.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop }, at =>
        {
            var pixels = new byte[ImageFolderFiles.ImageBytes];
            try
            {
                ImageFile.Read(files[at], pixels, ImageFolderFiles.Side);
                spool.Write(at, pixels);
            }
            catch (UnreadableImageException fault)
            {
                faults[at] = fault.Message;
            }

            watcher.Done(Interlocked.Increment(ref done), files.Count);
        });
        return faults;
    }

    private int Tell(List<string> files, string?[] faults, IReadOnlyList<CharacterFolder> characters)
    {
        var told = files.Zip(faults).Where(pair => pair.Second is not null)
            .Concat(characters.SelectMany(character => character.Others).Select(file => (First: file, Second: (string?)"is neither PNG nor JPEG")))
            .OrderBy(pair => pair.First, StringComparer.Ordinal)
            .ToList();
        foreach (var (file, fault) in told)
        {
            watcher.Skipped(file, fault!);
        }

        return told.Count;
    }

    private static List<IReadOnlyList<int>> Readable(IReadOnlyList<CharacterFolder> characters, string?[] faults)
    {
        var (readable, first) = (new List<IReadOnlyList<int>>(), 0);
        foreach (var images in characters.Select(character => character.Images.Count))
        {
            readable.Add([.. Enumerable.Range(first, images).Where(at => faults[at] is null)]);
            first += images;
        }

        return readable;
    }

    private static void Check(string source, StudySplit counts)
    {
        if (counts.Train + counts.Validation + counts.Test == 0)
        {
            throw new ToolRefusedException($"none of the images in {source} can be read");
        }

        if (counts.Validation == 0 || counts.Train == 0)
        {
            throw new ToolRefusedException(
                $"{source} has too few images: {counts.Train} to train on, {counts.Validation} to validate on and {counts.Test} to test (a character with 6 images or more gives some to each)");
        }
    }

    // A folder can't be put in another's place at once; a reader in between finds no set, and says so.
    private void Replace(string name, string beside)
    {
        var (target, old) = (_folders.FolderOf(name), Path.Combine(_folders.Folder, $".{name}.old"));
        Delete(old);
        if (Directory.Exists(target))
        {
            Directory.Move(target, old);
        }

        Directory.Move(beside, target);
        Delete(old);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
