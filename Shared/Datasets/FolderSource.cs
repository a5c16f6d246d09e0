using System.IO.Compression;

namespace Shared.Datasets;

/// <summary>A folder that somebody gave: each file plain or as .gz, under its own name or with a point before idx, as some archives spell it.</summary>
public sealed class FolderSource(string given) : IDatasetSource
{
    public string Describe(DatasetDefinition dataset) => $"folder {given}";

    public async Task FetchAsync(DatasetDefinition dataset, string folder, IProgress<string>? progress, CancellationToken cancellation)
    {
        foreach (var file in dataset.Files)
        {
            var found = Spellings(file.Name).Select(name => Path.Combine(given, name)).FirstOrDefault(File.Exists)
                ?? throw new FileNotFoundException($"{file.Name} is not there, neither plain nor as .gz");
            progress?.Report($"{dataset.Name}: copying {found}");
            await using var plain = File.OpenRead(found);
            await using Stream content = found.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(plain, CompressionMode.Decompress) : plain;
            await DatasetFiles.SaveAsync(content, file, folder, cancellation);
        }
    }

    private static IEnumerable<string> Spellings(string name)
    {
        var pointed = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        return [name, name + ".gz", pointed, pointed + ".gz"];
    }
}
