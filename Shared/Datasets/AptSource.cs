namespace Shared.Datasets;

/// <summary>The data set's Debian package, downloaded and unpacked without being installed, so that nobody need be root.</summary>
public sealed class AptSource(string apt = "apt-get", string dpkg = "dpkg-deb") : IDatasetSource
{
    public string Describe(DatasetDefinition dataset) => $"Debian package {dataset.Debian?.Name}";

    public async Task FetchAsync(DatasetDefinition dataset, string folder, IProgress<string>? progress, CancellationToken cancellation)
    {
        var package = dataset.Debian ?? throw new InvalidOperationException($"{dataset.Name} has no Debian package");
        var archive = Path.Combine(folder, ".apt");
        Directory.CreateDirectory(archive);
        progress?.Report($"{dataset.Name}: fetching {Describe(dataset)}");
        await DownloadAsync(package, archive, cancellation);
        var file = Directory.GetFiles(archive, "*.deb").FirstOrDefault() ?? throw new FileNotFoundException($"{Path.GetFileName(apt)} left no archive");
        var unpacked = Path.Combine(archive, "unpacked");
        await PackageClient.RunAsync(dpkg, ["-x", file, unpacked], archive, cancellation);
        await new FolderSource(Path.Combine(unpacked, package.Folder.TrimStart('/'))).FetchAsync(dataset, folder, null, cancellation);
        Directory.Delete(archive, recursive: true);
    }

    // Container images come without package lists; they can be fetched into a folder of our own.
    private async Task DownloadAsync(DebianPackage package, string archive, CancellationToken cancellation)
    {
        try
        {
            await PackageClient.RunAsync(apt, ["download", package.Name], archive, cancellation);
        }
        catch (InvalidDataException)
        {
            Directory.CreateDirectory(Path.Combine(archive, "lists", "partial"));
            Directory.CreateDirectory(Path.Combine(archive, "cache", "archives", "partial"));
            string[] own = ["-o", $"Dir::State::Lists={archive}/lists", "-o", $"Dir::Cache={archive}/cache", "-o", "Debug::NoLocking=1"];
            await PackageClient.RunAsync(apt, ["update", .. own], archive, cancellation);
            await PackageClient.RunAsync(apt, ["download", package.Name, .. own], archive, cancellation);
        }
    }
}
