using Serilog;
using Shared.Wire;

namespace GpuNode.Outboxes;

// What was sent goes; what is too much gives way.
public sealed partial class Outbox
{
    // A segment with nothing but the beginnings of long trials shrinks to them.
    private const long WorthShrinking = 64 << 10;

    private static readonly TimeSpan LogPause = TimeSpan.FromMinutes(1);

    private long _droppedUnsaid;
    private long _saidAt;
    private bool _saidFull;

    private void Tidy()
    {
        try
        {
            lock (_gate)
            {
                foreach (var segment in _segments.Where(segment => segment != _open && Deletable(segment)).ToList())
                {
                    segment.Delete();
                    _segments.Remove(segment);
                }

                foreach (var segment in _segments.Where(segment => segment != _open && !segment.Shrunk && segment.Bytes > WorthShrinking && !HasRows(segment)).ToList())
                {
                    segment.Rewrite(Wanted(segment), givesWay: null);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.Warning("What was sent stays in the outbox for now: {Reason}", fault.Message);
        }
    }

    private void MakeRoom()
    {
        try
        {
            lock (_gate)
            {
                while (_segments.Sum(segment => segment.Bytes) > _options.Size && GiveWay())
                {
                    // One segment after the other.
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.Warning("The outbox is larger than it should be: {Reason}", fault.Message);
        }
    }

    private bool GiveWay()
    {
        var victim = _segments.Where(segment => segment != _open && !segment.Exhausted).MinBy(segment => (segment.Thinned, segment.Number));
        if (victim is null)
        {
            if (!_saidFull)
            {
                Log.Warning("The outbox holds {Bytes} bytes, more than it should, and nothing in it may give way", _segments.Sum(segment => segment.Bytes));
            }

            _saidFull = true;
            return false;
        }

        var gone = new Dictionary<long, HashSet<long>>();
        var positions = new Dictionary<long, int>();
        var kept = Wanted(victim).Where(entry => !Goes(entry.Attempt, entry.Record)).ToList();
        foreach (var (number, rows) in gone)
        {
            _attempts[number].GaveWay(rows);
            kept.Add((number, new OutboxRecord { Dropped = new RowsDropped { Rows = _attempts[number].Dropped } }));
        }

        victim.Rewrite(kept, givesWay: gone.Count > 0);
        Dropped(gone.Values.Sum(rows => rows.Count), "the tracking server does not take them and the outbox is full");
        return true;

        bool Goes(long number, OutboxRecord record)
        {
            if (!_attempts.TryGetValue(number, out var attempt) || !OutboxRules.GivesWay(record, positions[number] = positions.GetValueOrDefault(number) + 1, _options.Drop, attempt))
            {
                return false;
            }

            if (!gone.TryGetValue(number, out var rows))
            {
                gone[number] = rows = [];
            }

            return rows.Add(record.Seq);
        }
    }

    private List<(long Attempt, OutboxRecord Record)> Wanted(OutboxSegment segment) =>
        [.. segment.Read().Where(entry => OutboxRules.Wanted(segment, entry.Attempt, entry.Record, _attempts, _segments))];

    private bool Deletable(OutboxSegment segment) => segment.AllDone(number => OutboxRules.Done(segment, number, _attempts, _segments));

    private bool HasRows(OutboxSegment segment) => segment.Shares.Any(share => _attempts.TryGetValue(share.Key, out var attempt) && share.Value.LastRow > attempt.SentRows);

    // Each loss is counted, and said once in a while: there may be thousands a second.
    private void Dropped(long rows, string reason)
    {
        _droppedUnsaid += rows;
        if (_droppedUnsaid > 0 && (_saidAt == 0 || _clock.GetElapsedTime(_saidAt) > LogPause))
        {
            Log.Warning("{Rows} metric rows were dropped: {Reason}", _droppedUnsaid, reason);
            (_saidAt, _droppedUnsaid) = (_clock.GetTimestamp(), 0);
        }
    }
}
