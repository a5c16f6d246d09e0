using Shared.Wire;

namespace Orchestrator.Coordinator;

// To a snapshot and back; nothing that a rule asks for may be lost on the way.
public sealed partial class SweepState
{
    /// <summary>Journal entries from one snapshot to the next: the larger the sweep, the larger the snapshot, and the rarer, so that an entry bears the same share of it.</summary>
    public int SnapshotEvery => Math.Max(1_000, Table.Count / 20);

    public SweepSnapshot Save()
    {
        var snapshot = new SweepSnapshot { Cursor = _cursor, SubmittedMs = SubmittedMs, EndedMs = EndedMs };
        snapshot.Head.Add(new SweepEvent { Submitted = Submitted });
        if (Tracking is not null)
        {
            snapshot.Head.Add(new SweepEvent { Tracking = Tracking });
        }

        if (Cancelled)
        {
            snapshot.Head.Add(new SweepEvent { Cancelled = new SweepCancelled { Now = Hurried } });
        }

        if (TrackingClosed)
        {
            snapshot.Head.Add(new SweepEvent { Closed = new TrackingClosed() });
        }

        SaveControl(snapshot);
        Table.Save(snapshot);
        snapshot.Leases.AddRange(_leases.Select(pair => new TrialsAssigned
        {
            Boot = pair.Value.Boot,
            Agent = pair.Value.Agent,
            Path = pair.Value.Path,
            Index = { pair.Key },
            Attempt = { pair.Value.Attempt },
        }));
        snapshot.Reasons.AddRange(Reasons.All);
        snapshot.Reused.AddRange(_reused.Values);
        snapshot.HandedBack.AddRange(_handedBack);
        foreach (var (notBefore, index) in _queue.All)
        {
            snapshot.Queue.Add(index);
            snapshot.QueueNotBeforeMs.Add(notBefore);
        }

        return snapshot;
    }

    public static SweepState Load(SweepSnapshot snapshot)
    {
        var state = new SweepState();
        foreach (var change in snapshot.Head)
        {
            state.Apply(change, snapshot.SubmittedMs);
        }

        state.LoadControl(snapshot);
        state.Table = TrialTable.Load(snapshot);
        foreach (var lease in snapshot.Leases)
        {
            state.Lend(lease.Index[0], new Lease(lease.Attempt[0], lease.Boot, lease.Agent, lease.Path, snapshot.SubmittedMs));
        }

        foreach (var reason in snapshot.Reasons)
        {
            state.Reasons.Add(reason);
        }

        foreach (var reused in snapshot.Reused)
        {
            state._reused[reused.Index] = reused;
        }

        state._handedBack.UnionWith(snapshot.HandedBack);
        foreach (var (index, notBefore) in snapshot.Queue.Zip(snapshot.QueueNotBeforeMs))
        {
            state._queue.Add(index, notBefore);
        }

        state._cursor = snapshot.Cursor;
        state.EndedMs = snapshot.EndedMs;
        for (var index = 0; index < state.Table.Count; index++)
        {
            state.ConsiderBest(index);
            state._doneSeconds += state.Table.Phase(index) == TrialPhase.Done ? state.Table.Seconds(index) : 0;
        }

        return state;
    }
}
