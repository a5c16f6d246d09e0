using Shared.Wire;

namespace Orchestrator.Coordinator;

// Group commit: at most one journal write is in flight; what is decided meanwhile shares the next one.
public sealed partial class SweepEntity
{
    private SweepEntry _entry = new();
    private List<Action> _effects = [];
    private readonly ISweepWatch? _watch;
    private bool _writing;
    private long _snapshotAt;

    private void On<T>(Action<T> handle) => Command<T>(message =>
    {
        handle(message);
        Flush();
    });

    // Indices are reserved in memory at once; should the write fail, the actor stops and recovers what was stored, so nothing is half-applied.
    private void Stage(IReadOnlyList<SweepEvent> events, Action effect)
    {
        foreach (var change in events)
        {
            // The entry's time is its first event's, here and when it is read again.
            _entry.AtMs = _entry.Events.Count == 0 ? NowMs : _entry.AtMs;
            _state.Apply(change, _entry.AtMs);
            _entry.Events.Add(change);
        }

        _effects.Add(effect);
    }

    private void Flush()
    {
        if (_writing || _effects.Count == 0)
        {
            return;
        }

        var (entry, effects) = (_entry, _effects);
        (_entry, _effects) = (new SweepEntry(), []);
        if (entry.Events.Count == 0)
        {
            effects.ForEach(effect => effect());
            Flush();
            return;
        }

        // Taken now, while the state holds this entry and nothing after it; saved once the entry is stored.
        var snapshot = LastSequenceNr - _snapshotAt >= _state.SnapshotEvery ? _state.Save() : null;
        _writing = true;
        var begun = _services.Clock.GetTimestamp();
        PersistAsync(entry, stored => Stored(stored, effects, snapshot, _services.Clock.GetElapsedTime(begun)));
    }

    private void Stored(SweepEntry entry, List<Action> effects, SweepSnapshot? snapshot, TimeSpan took)
    {
        _writing = false;
        _services.Journal.Stored(took);
        if (snapshot is not null)
        {
            _snapshotAt = LastSequenceNr;
            SaveSnapshot(snapshot);
        }

        _watch?.Stored(_state, entry);
        effects.ForEach(effect => effect());
        Flush();
    }
}
