using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Shared.Datasets;

/// <summary>The image folders that were imported on this machine: one folder each below the data sets, which appears only whole. Nothing is ever downloaded.</summary>
/// <param name="datasets">Where the data sets lie.</param>
public sealed partial class ImageFolders(string datasets)
{
    /// <summary>The data set's name in sweeps.</summary>
    public const string Dataset = "image-folder";

    /// <summary>The option that names the imported set.</summary>
    public const string SetOption = "set";

    /// <summary>The option that holds the set's digest.</summary>
    public const string DigestOption = "digest";

    private const int LongestName = 100;

    // Hashing 178 MB takes a fifth of a second: once a process, for each content.
    private readonly ConcurrentDictionary<(string Set, string Digest), bool> _checked = new();

    /// <summary>The folder above all imported sets.</summary>
    public string Folder { get; } = Path.Combine(datasets, Dataset);

    /// <summary>Whether a set can have this name: a file name on every system, and nothing that needs quoting.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= LongestName && Named().IsMatch(name);

    /// <summary>One line for a person who names a set that is not here.</summary>
    public static string Missing(string set) =>
        $"no image folder was imported as '{set}' on this machine: 'data import {set} FOLDER' imports one, 'data make-faces' draws one and imports it as 'drawn-faces'";

    public string FolderOf(string set) => IsName(set) ? Path.Combine(Folder, set) : throw new ArgumentException($"'{set}' can't be a set's name", nameof(set));

    /// <summary>The set's manifest; null where no such set was imported here.</summary>
    public ImageFolderManifest? Find(string set) => IsName(set) ? ImageFolderManifest.Read(FolderOf(set)) : null;

    /// <summary>Every imported set, by name.</summary>
    public IReadOnlyList<ImageFolderManifest> All() => Directory.Exists(Folder)
        ? [.. Directory.GetDirectories(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).Select(set => Find(set!)).OfType<ImageFolderManifest>()]
        : [];

    /// <summary>The set's folder; its files are there and are what the digest says.</summary>
    /// <exception cref="DatasetUnavailableException">The set was not imported here, holds something else, or is broken.</exception>
    public async Task<string> EnsureAsync(string set, string digest, CancellationToken cancellation)
    {
        var manifest = Find(set) ?? throw new DatasetUnavailableException(Missing(set));
        if (manifest.Digest != digest)
        {
            throw new DatasetUnavailableException(Differs(set, manifest.Digest, digest));
        }

        if (!_checked.ContainsKey((set, digest)))
        {
            if (await DigestAsync(FolderOf(set), cancellation) != digest)
            {
                throw new DatasetUnavailableException($"the imported images '{set}' in {FolderOf(set)} are broken: import them again with 'data import {set} FOLDER'");
            }

            _checked[(set, digest)] = true;
        }

        return FolderOf(set);
    }

    /// <summary>One line for a person whose set holds something else than the trial wants.</summary>
    public static string Differs(string set, string here, string wanted) =>
        $"'{set}' on this machine has the digest {Short(here)}, but {Short(wanted)} is wanted: import the same folder with 'data import {set} FOLDER', with the same version of this program";

    private static string Short(string digest) => digest.Length switch
    {
        0 => "none",
        > 12 => digest[..12] + "…",
        _ => digest,
    };

    private static async Task<string> DigestAsync(string folder, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        try
        {
            foreach (var file in ImageFolderManifest.Files)
            {
                await using var stream = File.OpenRead(Path.Combine(folder, file));
                for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
                {
                    hash.AppendData(buffer, 0, read);
                }
            }
        }
        catch (FileNotFoundException)
        {
            return "";
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]*\z")]
    private static partial Regex Named();
}
