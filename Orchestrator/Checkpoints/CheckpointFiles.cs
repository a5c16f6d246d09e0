using System.Text.Json;
using Orchestrator.Tracking.Artifacts;
using Serilog;
using Shared.Checkpoints;

namespace Orchestrator.Checkpoints;

/// <summary>Where checkpoints lie in the artifact store: each content under its hash, and for each trial key a small manifest that names what is kept.</summary>
internal sealed class CheckpointFiles(IArtifactStore artifacts)
{
    private static readonly ArtifactPath Manifests = ArtifactPath.Parse($"{CheckpointStore.Root}/trials");
    private static readonly ArtifactPath Blobs = ArtifactPath.Parse($"{CheckpointStore.Root}/blobs");

    public async Task<Stream?> OpenAsync(string hash, CancellationToken cancellation) => (await artifacts.OpenAsync(Blob(hash), cancellation))?.Content;

    public Task StoreAsync(string hash, Stream content, CancellationToken cancellation) => artifacts.WriteAsync(Blob(hash), content, cancellation);

    public Task DropAsync(string hash) => artifacts.DeleteAsync(Blob(hash));

    /// <summary>What is kept of a trial; nothing where its manifest can't be read.</summary>
    public async Task<TrialCheckpoints> ReadAsync(string key)
    {
        try
        {
            await using var content = (await artifacts.OpenAsync(Manifest(key)))?.Content;
            return content is null ? new TrialCheckpoints(key, [])
                : await JsonSerializer.DeserializeAsync(content, CheckpointJson.Default.TrialCheckpoints) ?? throw new JsonException("an empty manifest");
        }
        catch (JsonException fault)
        {
            Log.Warning("The checkpoints of trial {Key} are lost, it begins from scratch where it moves: {Reason}", key, fault.Message);
            return new TrialCheckpoints(key, []);
        }
    }

    /// <summary>Keeps the manifest, or deletes it where it names nothing.</summary>
    public async Task WriteAsync(TrialCheckpoints manifest)
    {
        if (manifest.Kept.Count == 0)
        {
            await artifacts.DeleteAsync(Manifest(manifest.Key));
            return;
        }

        using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, CheckpointJson.Default.TrialCheckpoints));
        await artifacts.WriteAsync(Manifest(manifest.Key), json);
    }

    /// <summary>The keys of all trials of which something is kept.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync() => [.. (await artifacts.ListAsync(Manifests)).Select(entry => Path.GetFileNameWithoutExtension(entry.Name))];

    /// <summary>The hashes of all contents that were stored before a moment.</summary>
    public async Task<IReadOnlyList<string>> StoredBeforeAsync(DateTimeOffset at)
    {
        List<string> hashes = [];
        foreach (var folder in await artifacts.ListAsync(Blobs))
        {
            hashes.AddRange((await artifacts.ListAsync(Blobs.At(folder.Name))).Where(blob => blob.LastModified < at).Select(blob => blob.Name));
        }

        return hashes;
    }

    private static ArtifactPath Blob(string hash) => Blobs.At($"{hash[..2]}/{hash}");

    private static ArtifactPath Manifest(string key) => Manifests.At($"{key}.json");
}
