using System.Security.Cryptography;
using System.Text;
using Orchestrator.Checkpoints;
using Orchestrator.Tracking.Artifacts;
using Shared.Checkpoints;
using Tests.Support;
using Xunit;

namespace Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_arrived_is_there_after_a_restart_under_its_hash()
    {
        using (var store = await OpenAsync())
        {
            Assert.False(store.Has(Key));
            Assert.True(await PutAsync(store, "one", epoch: 1));
        }

        using var again = await OpenAsync();
        Assert.True(again.Has(Key));
        var kept = Assert.Single(again.OfSweep("s-1"));
        Assert.Equal((1, 3L, Hash("one")), (kept.Epoch, kept.Bytes, kept.Hash));
        using var reader = new StreamReader((await again.OpenAsync(Key, kept.Hash, CancellationToken.None))!);
        Assert.Equal("one", await reader.ReadToEndAsync());
        Assert.Equal(3, CheckpointSizes.Of(new() { DataFolder = _folder.Path }).Find("noop"));
    }

    [Fact]
    public async Task Content_that_is_not_what_its_hash_says_leaves_nothing_behind()
    {
        using var store = await OpenAsync();

        await Assert.ThrowsAsync<InvalidDataException>(() => PutAsync(store, "one", epoch: 1, hash: Hash("other")));

        Assert.False(store.Has(Key));
        Assert.Empty(Blobs());
    }

    [Fact]
    public async Task What_the_policy_drops_and_what_a_finished_trial_leaves_is_deleted_but_for_what_is_pinned()
    {
        using var store = await OpenAsync();
        await PutAsync(store, "one", epoch: 1);
        Assert.True(await store.PinAsync(Key, "s-1", epoch: 1, pinned: true));
        await PutAsync(store, "two", epoch: 2);
        await PutAsync(store, "three", epoch: 3);
        await PutAsync(store, "four", epoch: 4);
        Assert.Equal(new[] { Hash("four"), Hash("one"), Hash("three") }.Order(), Blobs().Order());

        await store.DropAsync("s-1");
        Assert.Equal([Hash("one")], Blobs());

        Assert.True(await store.PinAsync(Key, "s-1", epoch: null, pinned: false));
        await store.DropAsync("s-1");
        Assert.Empty(Blobs());
        Assert.False(store.Has(Key));
    }

    [Fact]
    public async Task An_upload_that_was_under_way_when_its_trial_ended_is_not_kept()
    {
        using var store = await OpenAsync();
        await PutAsync(store, "one", epoch: 1);
        store.End(Key, "s-1", 0, attempt: 1);

        Assert.False(await PutAsync(store, "two", epoch: 2));

        Assert.Empty(Blobs());
        Assert.True(await PutAsync(store, "new", epoch: 1, attempt: 2));
    }

    [Fact]
    public async Task Content_that_no_manifest_has_named_for_a_day_is_collected()
    {
        using (var store = await OpenAsync())
        {
            await PutAsync(store, "one", epoch: 1);
        }

        var (orphan, arriving) = (BlobFile(new string('a', 64)), BlobFile(new string('b', 64)));
        await File.WriteAllTextAsync(orphan, "cut off");
        File.SetLastWriteTimeUtc(orphan, DateTime.UtcNow.AddHours(-25));
        await File.WriteAllTextAsync(arriving, "its manifest comes in a moment, from another orchestrator");
        using var again = await OpenAsync();

        Assert.Equal(new[] { Hash("one"), Path.GetFileName(arriving) }.Order(), Blobs().Order());
    }

    [Fact]
    public async Task A_manifest_that_cannot_be_read_costs_its_own_trial_only()
    {
        using (var store = await OpenAsync())
        {
            await PutAsync(store, "one", epoch: 1);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "artifacts", CheckpointStore.Root, "trials", new string('b', 32) + ".json"), "{ torn");
        using var again = await OpenAsync();

        Assert.Single(again.OfSweep("s-1"));
    }

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static async Task<bool> PutAsync(CheckpointStore store, string content, int epoch, int attempt = 1, string? hash = null)
    {
        var checkpoint = new KeptCheckpoint(epoch, 0, hash ?? Hash(content), 0, "s-1", 0, attempt, DateTimeOffset.UnixEpoch);
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return await store.PutAsync(new CheckpointUpload(Key, "noop", checkpoint, new KeepPolicy(2, Best: false, Maximize: false)), body, CancellationToken.None);
    }

    private string BlobFile(string hash) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, "artifacts", CheckpointStore.Root, "blobs", hash[..2])).FullName, hash);

    private IEnumerable<string> Blobs()
    {
        var folder = Path.Combine(_folder.Path, "artifacts", CheckpointStore.Root, "blobs");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)) : [];
    }

    private async Task<CheckpointStore> OpenAsync()
    {
        var store = new CheckpointStore(new FolderArtifactStore(Path.Combine(_folder.Path, "artifacts")), CheckpointSizes.Of(new() { DataFolder = _folder.Path }));
        await store.LoadAsync(DateTimeOffset.UtcNow);
        return store;
    }
}
