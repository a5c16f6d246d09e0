using System.Security.Cryptography;
using System.Text;
using Orchestrator.Checkpoints;
using Orchestrator.Tracking.Artifacts;
using Tests.Support;
using Xunit;

namespace Tests.ObjectStore;

/// <summary>Artifacts in a real object store.</summary>
[Collection(ObjectGatewayTests.Name)]
public sealed class ObjectArtifactStoreTests(ObjectGateway gateway) : IDisposable
{
    private readonly TempFolder _spool = new();

    public void Dispose() => _spool.Dispose();

    [Fact]
    public async Task What_was_written_is_read_listed_replaced_and_deleted()
    {
        using var store = await OpenAsync();
        await WriteAsync(store, "1/run/artifacts/b/c.txt", "see");
        await WriteAsync(store, "1/run/artifacts/b/d ü+%?&.txt", "dee");
        await WriteAsync(store, "1/run/artifacts/a.txt", "old");
        await WriteAsync(store, "1/run/artifacts/a.txt", "newer");
        await WriteAsync(store, "1/run/artifacts/empty", "");
        await WriteAsync(store, "1/run2/artifacts/a.txt", "another's");

        Assert.Equal("newer", await ReadAsync(store, "1/run/artifacts/a.txt"));
        Assert.Equal("", await ReadAsync(store, "1/run/artifacts/empty"));
        Assert.Null(await ReadAsync(store, "1/run/artifacts/b"));
        Assert.Null(await ReadAsync(store, "1/run/artifacts/nothing"));
        var listed = await store.ListAsync(ArtifactPath.Parse("1/run/artifacts"));
        Assert.Equal([("a.txt", 5), ("b", null), ("empty", 0)], listed.Select(entry => (entry.Name, entry.Bytes)));
        Assert.InRange(listed[0].LastModified!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.Equal(["c.txt", "d ü+%?&.txt"], (await store.ListAsync(ArtifactPath.Parse("1/run/artifacts/b"))).Select(entry => entry.Name));
        Assert.Empty(await store.ListAsync(ArtifactPath.Parse("1/nobody")));

        await store.DeleteAsync(ArtifactPath.Parse("1/run"));
        await store.DeleteAsync(ArtifactPath.Parse("1/run"));
        Assert.Empty(await store.ListAsync(ArtifactPath.Parse("1/run/artifacts")));
        Assert.Equal("another's", await ReadAsync(store, "1/run2/artifacts/a.txt"));
    }

    [Fact]
    public async Task Two_prefixes_of_a_bucket_know_nothing_of_each_other()
    {
        var bucket = await gateway.NewBucketAsync();
        using var one = Open(bucket, "lab/");
        using var other = Open(bucket, "");
        await WriteAsync(one, "x/a", "one's");
        await WriteAsync(other, "x/b", "the other's");

        Assert.Equal(["a"], (await one.ListAsync(ArtifactPath.Parse("x"))).Select(entry => entry.Name));
        await other.DeleteAsync(ArtifactPath.Parse("x"));
        Assert.Equal("one's", await ReadAsync(one, "x/a"));
    }

    [Fact]
    public async Task A_large_content_goes_in_parts_and_is_read_from_any_place()
    {
        using var store = await OpenAsync();
        var content = RandomNumberGenerator.GetBytes(20_000_000);
        using (var once = new OnlyOnce(content))
        {
            await store.WriteAsync(ArtifactPath.Parse("large"), once);
        }

        Assert.Empty(Directory.GetFiles(_spool.Path));
        await using var back = (await store.OpenAsync(ArtifactPath.Parse("large")))!.Content;
        Assert.Equal(content.Length, back.Length);
        back.Seek(-1000, SeekOrigin.End);
        var end = new byte[1000];
        await back.ReadExactlyAsync(end);
        Assert.Equal(content[^1000..], end);
        Assert.Equal(0, await back.ReadAsync(end));
        back.Position = 7;
        var all = new byte[content.Length - 7];
        await back.ReadExactlyAsync(all);
        Assert.Equal(content[7..], all);
    }

    [Fact]
    public async Task What_is_replaced_while_it_is_read_is_no_mixture()
    {
        using var store = await OpenAsync();
        await WriteAsync(store, "a", "first");
        var first = (await store.OpenAsync(ArtifactPath.Parse("a")))!;
        await WriteAsync(store, "a", "other");
        var second = (await store.OpenAsync(ArtifactPath.Parse("a")))!;

        Assert.NotEqual(first.Version, second.Version);
        await Assert.ThrowsAsync<IOException>(async () => await first.Content.ReadExactlyAsync(new byte[5]));
        await second.Content.DisposeAsync();
    }

    [Fact]
    public async Task Content_that_is_not_whole_leaves_nothing_behind()
    {
        using var store = await OpenAsync();
        using var body = new MemoryStream(Encoding.UTF8.GetBytes("cut"));
        await using var wrong = new CheckedBody(body, new string('0', 64), 100);

        await Assert.ThrowsAsync<InvalidDataException>(() => store.WriteAsync(ArtifactPath.Parse("a"), wrong));

        Assert.Null(await store.OpenAsync(ArtifactPath.Parse("a")));
    }

    [Fact]
    public async Task A_folder_of_more_names_than_a_page_has_is_listed_whole()
    {
        using var store = await OpenAsync();
        await Parallel.ForAsync(0, 1005, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, _) => await WriteAsync(store, $"many/{index:0000}", "x"));

        Assert.Equal(Enumerable.Range(0, 1005).Select(index => $"{index:0000}"), (await store.ListAsync(ArtifactPath.Parse("many"))).Select(entry => entry.Name));
        await store.DeleteAsync(ArtifactPath.Parse("many"));
        Assert.Empty(await store.ListAsync(ArtifactPath.Parse("many")));
    }

    [Fact]
    public async Task Who_is_not_let_in_is_told_why()
    {
        var bucket = await gateway.NewBucketAsync();
        using var none = new ObjectArtifactStore(gateway.Client(), new ObjectStoreAddress("no-such-bucket", ""), _spool.Path);
        using var wrong = new ObjectArtifactStore(gateway.Client("another secret"), new ObjectStoreAddress(bucket, ""), _spool.Path);

        Assert.Equal("the object store s3://no-such-bucket cannot be used: there is no such bucket; create it first", (await Assert.ThrowsAsync<IOException>(() => none.CheckAsync())).Message);
        var refused = await Assert.ThrowsAsync<IOException>(() => wrong.CheckAsync());
        Assert.Contains("SignatureDoesNotMatch", refused.Message);
        Assert.DoesNotContain("secret", refused.Message);
        await Assert.ThrowsAsync<IOException>(() => WriteAsync(none, "a", "x"));
    }

    private async Task<ObjectArtifactStore> OpenAsync() => Open(await gateway.NewBucketAsync(), "lab/");

    private ObjectArtifactStore Open(string bucket, string prefix) => new(gateway.Client(), new ObjectStoreAddress(bucket, prefix), _spool.Path);

    private static async Task WriteAsync(ObjectArtifactStore store, string path, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await store.WriteAsync(ArtifactPath.Parse(path), content);
    }

    private static async Task<string?> ReadAsync(ObjectArtifactStore store, string path)
    {
        if (await store.OpenAsync(ArtifactPath.Parse(path)) is not { } found)
        {
            return null;
        }

        using var reader = new StreamReader(found.Content);
        return await reader.ReadToEndAsync();
    }

    // As a request's body.
    private sealed class OnlyOnce(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    }
}
