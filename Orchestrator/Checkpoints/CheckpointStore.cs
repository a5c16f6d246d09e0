using System.Collections.Concurrent;
using Orchestrator.Tracking.Artifacts;
using Serilog;
using Shared.Checkpoints;

namespace Orchestrator.Checkpoints;

/// <summary>
/// Keeps the checkpoints of trials in work in the artifact store, so that any node can go on. A content is written before the manifest names it, and goes after the manifest has dropped it, so a manifest
/// never promises what is not there. Orchestrators that stand in for each other may share the store: each changes what it reads there, and a sweep is one orchestrator's at a time.
/// </summary>
public sealed class CheckpointStore : IDisposable
{
    /// <summary>Below the artifact store's root; experiments have numbers, so it is nobody else's.</summary>
    public const string Root = "checkpoints";

    private const int Gates = 64;
    private const int ReadAtOnce = 16;

    // A manifest is written when its content is there, which may have taken this long to arrive; orchestrators that share the store know nothing of each other's uploads.
    private static readonly TimeSpan OrphanAfter = TimeSpan.FromDays(1);

    private readonly CheckpointFiles _files;
    private readonly CheckpointSizes _sizes;
    private readonly bool _shared;
    private readonly EndedAttempts _ended = new();
    private readonly ConcurrentDictionary<string, TrialCheckpoints> _seen = [];

    // A trial's changes come one after another: what one drops must not be added meanwhile. Those of others need not wait for a store that is far away.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1))];

    // How often something may have changed unseen, the start among them, and how often it was looked since.
    private int _asked = 1;
    private int _looked;

    /// <param name="shared">Other orchestrators store here, too: <see cref="Refresh"/> looks what they have stored.</param>
    internal CheckpointStore(IArtifactStore artifacts, CheckpointSizes sizes, bool shared = false) => (_files, _sizes, _shared) = (new CheckpointFiles(artifacts), sizes, shared);

    /// <summary>Whether a node that is handed the trial should ask what there is to go on from: yes, too, while that is not known. Costs nothing, for it is asked for each trial that is handed out.</summary>
    public bool Has(string key) => IsStale || _seen.ContainsKey(key);

    /// <summary>What is kept of a trial.</summary>
    /// <exception cref="IOException">The artifact store can't be used.</exception>
    public Task<TrialCheckpoints> OfAsync(string key) => _files.ReadAsync(key);

    /// <summary>What is kept of a sweep's trials, by index, newest first.</summary>
    public IReadOnlyList<KeptCheckpoint> OfSweep(string sweep) =>
        [.. _seen.Values.SelectMany(trial => trial.Kept).Where(one => one.Sweep == sweep).OrderBy(one => one.Index).ThenByDescending(one => (one.Epoch, one.Batch))];

    /// <summary>The content of a checkpoint that the key's manifest names; null where it does not, or where the content is gone.</summary>
    /// <exception cref="IOException">The artifact store can't be used.</exception>
    public async Task<Stream?> OpenAsync(string key, string hash, CancellationToken cancellation) =>
        (await OfAsync(key)).Kept.Any(one => one.Hash == hash) ? await _files.OpenAsync(hash, cancellation) : null;

    /// <summary>Looks what the store has, and deletes content that no manifest has named for a day: of uploads that were cut off between the two. For the start, before anything is asked.</summary>
    /// <exception cref="IOException">The artifact store can't be used.</exception>
    public async Task LoadAsync(DateTimeOffset now)
    {
        var old = await _files.StoredBeforeAsync(now - OrphanAfter);
        await LookAsync();
        foreach (var orphan in old.Except(_seen.Values.SelectMany(trial => trial.Kept).Select(one => one.Hash)))
        {
            await _files.DropAsync(orphan);
        }
    }

    /// <summary>A sweep has come here, maybe from another orchestrator: looks what that one has stored, where both have one store. Returns at once.</summary>
    public void Refresh()
    {
        if (_shared)
        {
            Interlocked.Increment(ref _asked);
        }

        if (IsStale)
        {
            _ = WithoutHarmAsync("What other orchestrators have stored of checkpoints is not known yet", LookAsync);
        }
    }

    /// <summary>Stores a checkpoint whole or not at all, and drops what the policy no longer keeps.</summary>
    /// <returns>False: the trial, or this attempt of it, is over, and nobody needs it.</returns>
    /// <exception cref="InvalidDataException">The content is too large or does not have its hash.</exception>
    /// <exception cref="IOException">The artifact store can't be used.</exception>
    public async Task<bool> PutAsync(CheckpointUpload upload, Stream content, CancellationToken cancellation)
    {
        await using var body = new CheckedBody(content, upload.Checkpoint.Hash, TrialCheckpoints.Largest);
        await _files.StoreAsync(upload.Checkpoint.Hash, body, cancellation);
        if (IsStale)
        {
            // It could not be asked at the start, and has come back.
            Refresh();
        }

        var arrived = upload.Checkpoint with { Bytes = body.Bytes };
        _sizes.Saw(upload.Experiment, arrived.Bytes);
        var over = false;
        await ChangeAsync(upload.Key, kept =>
        {
            over = _ended.Contains(arrived.Sweep, arrived.Index, arrived.Attempt);
            return over ? kept : CheckpointRules.Add(kept, arrived, upload.Policy);
        }, arrived.Hash);
        return !over;
    }

    /// <summary>The sweep has the trial's answer: what it kept of it goes, but for what is pinned. Returns at once.</summary>
    public void End(string key, string sweep, int index, int attempt)
    {
        _ended.Add(sweep, index, attempt);
        _ = WithoutHarmAsync($"Checkpoints of {sweep}/{index} stay, though it is finished", async () =>
        {
            // One that is about to be named is waited for; a trial that left none costs no look into the store.
            await OneByOneAsync(key, () => Task.CompletedTask);
            if (Has(key))
            {
                await ChangeAsync(key, kept => CheckpointRules.Without(kept, sweep));
            }
        });
    }

    /// <summary>Drops all of a sweep's checkpoints that are not pinned; its unfinished trials then begin from scratch elsewhere.</summary>
    /// <exception cref="IOException">The artifact store can't be used.</exception>
    public async Task DropAsync(string sweep)
    {
        foreach (var key in _seen.Where(pair => pair.Value.Kept.Any(one => one.Sweep == sweep)).Select(pair => pair.Key).ToList())
        {
            await ChangeAsync(key, kept => CheckpointRules.Without(kept, sweep));
        }
    }

    /// <returns>False: no such checkpoint is kept, or it is so already.</returns>
    /// <exception cref="IOException">The artifact store can't be used.</exception>
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

    public void Dispose() => Array.ForEach(_gates, gate => gate.Dispose());

    private bool IsStale => Volatile.Read(ref _looked) < Volatile.Read(ref _asked);

    private async Task LookAsync()
    {
        var asked = Volatile.Read(ref _asked);
        var keys = (await _files.KeysAsync()).Union(_seen.Keys);
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce }, async (key, _) => await OneByOneAsync(key, async () => Saw(await _files.ReadAsync(key))));
        Volatile.Write(ref _looked, asked);
    }

    private Task ChangeAsync(string key, Func<IReadOnlyList<KeptCheckpoint>, IReadOnlyList<KeptCheckpoint>> change, string? arrived = null) => OneByOneAsync(key, async () =>
    {
        var before = (await _files.ReadAsync(key)).Kept;
        var after = new TrialCheckpoints(key, change(before));
        if (!before.SequenceEqual(after.Kept))
        {
            await _files.WriteAsync(after);
        }

        Saw(after);
        foreach (var hash in before.Select(one => one.Hash).Append(arrived).OfType<string>().Except(after.Kept.Select(one => one.Hash)))
        {
            await _files.DropAsync(hash);
        }
    });

    private void Saw(TrialCheckpoints manifest) => _ = manifest.Kept.Count > 0 ? _seen[manifest.Key] = manifest : _seen.TryRemove(manifest.Key, out var gone) ? gone : null;

    private async Task OneByOneAsync(string key, Func<Task> change)
    {
        var gate = _gates[(uint)key.GetHashCode(StringComparison.Ordinal) % Gates];
        await gate.WaitAsync();
        try
        {
            await change();
        }
        finally
        {
            gate.Release();
        }
    }

    private static async Task WithoutHarmAsync(string cost, Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Log.Warning("{Cost}: {Reason}", cost, fault.Message);
        }
    }
}

/// <summary>A checkpoint that a node sends.</summary>
/// <param name="Checkpoint">Its bytes are counted when they arrive.</param>
/// <param name="Experiment">The training program: how large its checkpoints are is remembered for <c>plan</c>.</param>
public sealed record CheckpointUpload(string Key, string Experiment, KeptCheckpoint Checkpoint, KeepPolicy Policy);
