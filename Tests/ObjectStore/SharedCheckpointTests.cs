using System.Security.Cryptography;
using System.Text;
using Orchestrator.Checkpoints;
using Orchestrator.Tracking.Artifacts;
using Shared.Checkpoints;
using Tests.EndToEnd;
using Tests.Support;
using Xunit;

namespace Tests.ObjectStore;

/// <summary>Two orchestrators that keep checkpoints in one bucket.</summary>
[Collection(ObjectGatewayTests.Name)]
public sealed class SharedCheckpointTests(ObjectGateway gateway) : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_one_has_stored_the_other_finds_changes_and_drops()
    {
        var bucket = await gateway.NewBucketAsync();
        using var first = await OpenAsync(bucket);
        using var second = await OpenAsync(bucket);
        await PutAsync(first, "one", epoch: 1);
        Assert.False(second.Has(Key));

        // A trial that is handed out before the answer has come must not begin from scratch.
        second.Refresh();
        Assert.True(second.Has(Key));
        await ServedPlace.WaitAsync(() => Task.FromResult(second.OfSweep("s-1").Count == 1));
        await PutAsync(second, "two", epoch: 2);
        await PutAsync(second, "three", epoch: 3);

        // By what is stored and not by what it remembers.
        Assert.Equal([3, 2], (await first.OfAsync(Key)).Kept.Select(one => one.Epoch));
        Assert.Null(await first.OpenAsync(Key, Hash("one"), CancellationToken.None));
        using (var reader = new StreamReader((await first.OpenAsync(Key, Hash("three"), CancellationToken.None))!))
        {
            Assert.Equal("three", await reader.ReadToEndAsync());
        }

        second.End(Key, "s-1", 0, attempt: 1);
        await ServedPlace.WaitAsync(async () => (await first.OfAsync(Key)).Kept.Count == 0);
        first.Refresh();
        await ServedPlace.WaitAsync(() => Task.FromResult(!first.Has(Key)));
    }

    [Fact]
    public async Task A_store_that_is_away_at_the_start_is_known_when_it_has_come_back()
    {
        var bucket = await gateway.NewBucketAsync();
        using (var before = await OpenAsync(bucket))
        {
            await PutAsync(before, "one", epoch: 1);
        }

        using var artifacts = Artifacts(bucket);
        using var store = new CheckpointStore(artifacts, new CheckpointSizes(_folder.File("sizes")));
        await gateway.EndAsync();
        try
        {
            await Assert.ThrowsAsync<IOException>(() => store.LoadAsync(DateTimeOffset.UtcNow));
            await Assert.ThrowsAsync<IOException>(() => PutAsync(store, "two", epoch: 2));
        }
        finally
        {
            await gateway.BeginAsync();
        }

        const string Other = "ffffffffffffffffffffffffffffffff";
        await PutAsync(store, "other", epoch: 1, Other);
        await ServedPlace.WaitAsync(() => Task.FromResult(store.OfSweep("s-1").Count == 2));
        Assert.False(store.Has(new string('e', 32)));
    }

    private async Task<CheckpointStore> OpenAsync(string bucket)
    {
        var store = new CheckpointStore(Artifacts(bucket), new CheckpointSizes(_folder.File("sizes")), shared: true);
        await store.LoadAsync(DateTimeOffset.UtcNow);
        return store;
    }

    private ObjectArtifactStore Artifacts(string bucket) => new(gateway.Client(), new ObjectStoreAddress(bucket, "lab/"), _folder.Path);

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static async Task PutAsync(CheckpointStore store, string content, int epoch, string key = Key)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(content));
        var checkpoint = new KeptCheckpoint(epoch, 0, Hash(content), 0, "s-1", 0, 1, DateTimeOffset.UnixEpoch);
        Assert.True(await store.PutAsync(new CheckpointUpload(key, "noop", checkpoint, new KeepPolicy(2, Best: false, Maximize: false)), body, CancellationToken.None));
    }
}
