using System.Collections.Concurrent;
using System.Text.Json;
using Orchestrator.Tracking.Artifacts;
using Serilog;
using Shared.Checkpoints;

namespace Orchestrator.Checkpoints;

/// <summary>
/// Keeps the checkpoints of trials in work in the artifact store, so that any node can go on: the content under its hash, and for each trial key a small manifest that names what is kept.
/// A blob is written before the manifest names it, and goes after the manifest has dropped it, so a manifest never promises what is not there.
/// </summary>
public sealed class CheckpointStore : IDisposable
{
    /// <summary>Below the artifact store's root; experiments have numbers, so it is nobody else's.</summary>
    public const string Root = "checkpoints";

    // An upload that was under way when its trial ended is over long before so many others have ended.
    private const int EndedRemembered = 10_000;

    private readonly IArtifactStore _artifacts;
    private readonly CheckpointSizes _sizes;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Lazy<ConcurrentDictionary<string, TrialCheckpoints>> _trials;
    private readonly Dictionary<(string Sweep, int Index), int> _ended = [];
    private readonly Queue<(string Sweep, int Index)> _endedOrder = new();

    internal CheckpointStore(IArtifactStore artifacts, CheckpointSizes sizes)
    {
        (_artifacts, _sizes) = (artifacts, sizes);
        _trials = new(Load);
    }

    /// <summary>Whether a node could go on from here; costs nothing, for it is asked for each trial that is handed out.</summary>
    public bool Has(string key) => _trials.Value.ContainsKey(key);

    public TrialCheckpoints Of(string key) => _trials.Value.GetValueOrDefault(key) ?? new TrialCheckpoints(key, []);

    /// <summary>What is kept of a sweep's trials, by index, newest first.</summary>
    public IReadOnlyList<KeptCheckpoint> OfSweep(string sweep) =>
        [.. _trials.Value.Values.SelectMany(trial => trial.Kept).Where(one => one.Sweep == sweep).OrderBy(one => one.Index).ThenByDescending(one => (one.Epoch, one.Batch))];

    /// <summary>The content of a checkpoint that the key's manifest names; null where it does not, or where the content is gone.</summary>
    public Stream? Open(string key, string hash) => Of(key).Kept.Any(one => one.Hash == hash) ? _artifacts.Open(Blob(hash))?.Content : null;

    /// <summary>Stores a checkpoint whole or not at all, and drops what the policy no longer keeps.</summary>
    /// <returns>False: the trial, or this attempt of it, is over, and nobody needs it.</returns>
    /// <exception cref="InvalidDataException">The content is too large or does not have its hash.</exception>
    public async Task<bool> PutAsync(CheckpointUpload upload, Stream content, CancellationToken cancellation)
    {
        await using var body = new CheckedBody(content, upload.Checkpoint.Hash, TrialCheckpoints.Largest);
        await _artifacts.WriteAsync(Blob(upload.Checkpoint.Hash), body, cancellation);
        var arrived = upload.Checkpoint with { Bytes = body.Bytes };
        _sizes.Saw(upload.Experiment, arrived.Bytes);
        var over = false;
        await ChangeAsync(upload.Key, kept =>
        {
            over = _ended.TryGetValue((arrived.Sweep, arrived.Index), out var attempt) && arrived.Attempt <= attempt;
            return over ? kept : CheckpointRules.Add(kept, arrived, upload.Policy);
        }, arrived.Hash);
        return !over;
    }

    /// <summary>The sweep has the trial's answer: what it kept of it goes, but for what is pinned. Returns at once.</summary>
    public void End(string key, string sweep, int index, int attempt) => _ = EndAsync(key, sweep, index, attempt);

    /// <summary>Drops all of a sweep's checkpoints that are not pinned; its unfinished trials then begin from scratch elsewhere.</summary>
    public async Task DropAsync(string sweep)
    {
        foreach (var key in _trials.Value.Where(pair => pair.Value.Kept.Any(one => one.Sweep == sweep)).Select(pair => pair.Key).ToList())
        {
            await ChangeAsync(key, kept => CheckpointRules.Without(kept, sweep));
        }
    }

    /// <returns>False: no such checkpoint is kept, or it is so already.</returns>
    public async Task<bool> PinAsync(string key, string sweep, int? epoch, bool pinned)
    {
        var found = false;
        await ChangeAsync(key, kept =>
        {
            var changed = CheckpointRules.Pin(kept, sweep, epoch, pinned);
            found = changed is not null;
            return changed ?? kept;
        });
        return found;
    }

    /// <summary>Deletes content that no manifest names: of uploads that were cut off between the two. For the start, before anything arrives.</summary>
    public void CollectGarbage()
    {
        var named = _trials.Value.Values.SelectMany(trial => trial.Kept).Select(one => one.Hash).ToHashSet();
        foreach (var folder in _artifacts.List(ArtifactPath.Parse($"{Root}/blobs")))
        {
            foreach (var blob in _artifacts.List(ArtifactPath.Parse($"{Root}/blobs/{folder.Path}")).Where(blob => !named.Contains(blob.Path)))
            {
                _artifacts.Delete(ArtifactPath.Parse($"{Root}/blobs/{folder.Path}/{blob.Path}"));
            }
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task EndAsync(string key, string sweep, int index, int attempt)
    {
        try
        {
            await _gate.WaitAsync();
            try
            {
                Remember(sweep, index, attempt);
            }
            finally
            {
                _gate.Release();
            }

            if (Has(key))
            {
                await ChangeAsync(key, kept => CheckpointRules.Without(kept, sweep));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Log.Warning("Checkpoints of {Sweep}/{Trial} stay, though it is finished: {Reason}", sweep, index, fault.Message);
        }
    }

    private void Remember(string sweep, int index, int attempt)
    {
        if (_ended.TryAdd((sweep, index), attempt))
        {
            _endedOrder.Enqueue((sweep, index));
        }

        _ended[(sweep, index)] = attempt;
        if (_endedOrder.Count > EndedRemembered)
        {
            _ended.Remove(_endedOrder.Dequeue());
        }
    }

    // One change at a time: manifests are small, and what a change drops must not be added meanwhile.
    private async Task ChangeAsync(string key, Func<IReadOnlyList<KeptCheckpoint>, IReadOnlyList<KeptCheckpoint>> change, string? arrived = null)
    {
        await _gate.WaitAsync();
        try
        {
            var before = Of(key).Kept;
            var after = change(before);
            if (after.Count > 0 && !ReferenceEquals(before, after))
            {
                var manifest = new TrialCheckpoints(key, after);
                using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, CheckpointJson.Default.TrialCheckpoints));
                await _artifacts.WriteAsync(Manifest(key), json, CancellationToken.None);
                _trials.Value[key] = manifest;
            }
            else if (after.Count == 0)
            {
                _artifacts.Delete(Manifest(key));
                _trials.Value.TryRemove(key, out _);
            }

            var gone = before.Select(one => one.Hash).Append(arrived).OfType<string>().Except(after.Select(one => one.Hash));
            foreach (var hash in gone)
            {
                _artifacts.Delete(Blob(hash));
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private ConcurrentDictionary<string, TrialCheckpoints> Load()
    {
        var trials = new ConcurrentDictionary<string, TrialCheckpoints>();
        foreach (var entry in _artifacts.List(ArtifactPath.Parse($"{Root}/trials")))
        {
            try
            {
                using var content = _artifacts.Open(ArtifactPath.Parse($"{Root}/trials/{entry.Path}"))?.Content ?? Stream.Null;
                var manifest = JsonSerializer.Deserialize(content, CheckpointJson.Default.TrialCheckpoints) ?? throw new JsonException("an empty manifest");
                trials[manifest.Key] = manifest;
            }
            catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
            {
                Log.Warning("The checkpoints of {Manifest} are lost, its trial begins from scratch where it moves: {Reason}", entry.Path, fault.Message);
            }
        }

        return trials;
    }

    private static ArtifactPath Blob(string hash) => ArtifactPath.Parse($"{Root}/blobs/{hash[..2]}/{hash}");

    private static ArtifactPath Manifest(string key) => ArtifactPath.Parse($"{Root}/trials/{key}.json");
}

/// <summary>A checkpoint that a node sends.</summary>
/// <param name="Checkpoint">Its bytes are counted when they arrive.</param>
/// <param name="Experiment">The training program: how large its checkpoints are is remembered for <c>plan</c>.</param>
public sealed record CheckpointUpload(string Key, string Experiment, KeptCheckpoint Checkpoint, KeepPolicy Policy);
