using Shared.Wire;

namespace GpuNode.Outboxes;

/// <summary>
/// What one attempt has told and the tracking server, or the sweep, has not heard yet. Told from any thread, sent by one at a time. Newest rows are in memory as well, so that
/// as long as the tracking server keeps up nothing is read from the disk.
/// </summary>
public sealed class OutboxAttempt
{
    // A request's worth; what is older lies on the disk.
    private const int MostInMemory = 1_000;

    private readonly Outbox _outbox;
    private readonly Lock _gate = new();
    private readonly Queue<ArtifactKept> _artifacts = new();
    private readonly Dictionary<string, long> _last = [];
    private Queue<(long Seq, MetricRow Row)> _fresh = new();
    private Queue<(long Seq, MetricRow Row)> _read = new();
    private long _lastSeq;
    private long _written;
    private long _sent;

    internal OutboxAttempt(Outbox outbox, long number, AttemptBegun begun, bool earlier) => (_outbox, Number, Begun, Earlier) = (outbox, number, begun, earlier);

    public AttemptBegun Begun { get; }

    /// <summary>It began in an earlier life of the agent.</summary>
    public bool Earlier { get; }

    /// <summary>How it ended; null while it has not.</summary>
    public TrialResult? Result { get; private set; }

    /// <summary>What the sweep's acknowledgement left to do; null before.</summary>
    public AttemptSettled? Settled { get; private set; }

    /// <summary>Rows that gave way so that the outbox kept its size.</summary>
    public long Dropped { get; private set; }

    /// <summary>Why nothing can be written at the moment; empty where it can.</summary>
    public string Trouble => _outbox.Trouble;

    internal long Number { get; }

    internal long SentRows => Interlocked.Read(ref _sent);

    public void Row(MetricRow row)
    {
        lock (_gate)
        {
            var record = new OutboxRecord { Seq = _lastSeq + 1, Row = row };
            Note(record);
            _fresh.Enqueue((record.Seq, row));
            _outbox.Enqueue(this, record);
        }
    }

    public void Artifact(string file, string name) => Tell(new OutboxRecord { Artifact = new ArtifactKept { File = file, Name = name } });

    /// <summary>The attempt is over. When the task completes, its result and all that it told before are on the disk, to survive a power cut: now the sweep may hear of it.</summary>
    public Task End(TrialResult result) => Tell(new OutboxRecord { Ended = result }, flush: true);

    public void Settle(AttemptSettled settled) => Tell(new OutboxRecord { Settled = settled });

    /// <summary>All of it was sent. When the task completes, no later life sends it again.</summary>
    public Task Sent() => Tell(new OutboxRecord { Sent = new AttemptSent() });

    /// <summary>The oldest rows that were not sent, as many as make a request; none where all were.</summary>
    /// <param name="most">Of metric values.</param>
    public IReadOnlyList<(long Seq, MetricRow Row)> NextRows(int most)
    {
        while (true)
        {
            long before;
            lock (_gate)
            {
                var from = _read.Count > 0 ? _read : _fresh.TryPeek(out var first) && (first.Seq == _sent + 1 || _sent + 1 > _written) ? _fresh : null;
                if (from is not null || _sent == _lastSeq)
                {
                    return Worth(from ?? [], most);
                }

                before = _fresh.Count > 0 ? _fresh.Peek().Seq : _lastSeq + 1;
            }

            _read = new(_outbox.ReadRows(Number, SentRows, before));
            if (_read.Count == 0)
            {
                // They gave way.
                RowsSent(before - 1);
            }
        }
    }

    public void RowsSent(long upTo)
    {
        lock (_gate)
        {
            Interlocked.Exchange(ref _sent, Math.Max(_sent, upTo));
            foreach (var queue in new[] { _read, _fresh })
            {
                while (queue.TryPeek(out var row) && row.Seq <= _sent)
                {
                    queue.Dequeue();
                }
            }
        }

        _outbox.TidySoon();
    }

    public bool TryNextArtifact(out ArtifactKept artifact)
    {
        lock (_gate)
        {
            return _artifacts.TryPeek(out artifact!);
        }
    }

    public void ArtifactSent()
    {
        lock (_gate)
        {
            _artifacts.Dequeue();
        }
    }

    /// <summary>Rows or artifacts were told and not sent.</summary>
    public bool HasUnsent
    {
        get
        {
            lock (_gate)
            {
                return _sent < _lastSeq || _artifacts.Count > 0;
            }
        }
    }

    /// <summary>Metric rows that were told and not sent.</summary>
    internal long UnsentRows
    {
        get
        {
            lock (_gate)
            {
                return _lastSeq - _sent;
            }
        }
    }

    /// <summary>Since when, in Unix milliseconds, the oldest of what is unsent waits, as far as memory knows: of rows that lie on the disk alone the attempt's beginning. 0: nothing waits.</summary>
    internal long UnsentSinceMs
    {
        get
        {
            lock (_gate)
            {
                return _sent < _lastSeq && _read.Concat(_fresh).FirstOrDefault() is { Row.TimestampMs: > 0 and var at } oldest && oldest.Seq == _sent + 1 ? at
                    : _sent < _lastSeq || _artifacts.Count > 0 ? Begun.AtMs
                    : 0;
            }
        }
    }

    /// <summary>Takes a record in, as told now or as read from an earlier life.</summary>
    internal void Note(OutboxRecord record)
    {
        switch (record.RecordCase)
        {
            case OutboxRecord.RecordOneofCase.Row:
                _lastSeq = record.Seq;
                foreach (var metric in record.Row.Metrics)
                {
                    _last[metric.Name] = record.Seq;
                }

                break;
            case OutboxRecord.RecordOneofCase.Artifact:
                _artifacts.Enqueue(record.Artifact);
                break;
            case OutboxRecord.RecordOneofCase.Ended:
                Result = record.Ended;
                break;
            case OutboxRecord.RecordOneofCase.Settled:
                Settled = record.Settled;
                break;
            case OutboxRecord.RecordOneofCase.Dropped:
                Dropped = Math.Max(Dropped, record.Dropped.Rows);
                break;
        }
    }

    /// <summary>Rows up to this one are on the disk; memory need not hold them all.</summary>
    internal void Written(long seq)
    {
        lock (_gate)
        {
            _written = seq;
            while (_fresh.Count > MostInMemory && _fresh.Peek().Seq <= seq)
            {
                _fresh.Dequeue();
            }
        }
    }

    /// <summary>The row holds the newest value of one of its metrics.</summary>
    internal bool HasLastValue(MetricRow row, long seq)
    {
        lock (_gate)
        {
            return row.Metrics.Any(metric => _last[metric.Name] == seq);
        }
    }

    /// <summary>These rows gave way.</summary>
    internal void GaveWay(IReadOnlySet<long> rows)
    {
        lock (_gate)
        {
            Dropped += rows.Count;
            _fresh = new(_fresh.Where(row => !rows.Contains(row.Seq)));
        }
    }

    private Task Tell(OutboxRecord record, bool flush = false)
    {
        lock (_gate)
        {
            Note(record);
            return _outbox.Enqueue(this, record, flush);
        }
    }

    private static List<(long Seq, MetricRow Row)> Worth(Queue<(long Seq, MetricRow Row)> queue, int most)
    {
        var values = 0;
        return [.. queue.TakeWhile(row => (values += row.Row.Metrics.Count) <= most || values == row.Row.Metrics.Count)];
    }
}
