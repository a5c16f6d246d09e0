using System.Threading.Channels;
using Shared.Wire;

namespace GpuNode.Outboxes;

/// <param name="Folder">Absolute; this agent's own.</param>
/// <param name="Size">Bytes on the disk above which metric rows give way.</param>
public sealed record OutboxOptions(string Folder, long Size = 1L << 30, DropPolicy Drop = DropPolicy.Oldest)
{
    /// <summary>A segment goes when all in it was sent; small ones go sooner, large ones are fewer.</summary>
    public long SegmentSize { get; init; } = Math.Clamp(Size / 16, 64 << 10, 4 << 20);
}

/// <summary>How much an outbox holds.</summary>
/// <param name="Rows">Metric rows that were not sent.</param>
/// <param name="Bytes">On the disk.</param>
/// <param name="OldestMs">Since when the oldest of what is unsent waits, in Unix milliseconds; 0: nothing does.</param>
public readonly record struct OutboxDepth(long Rows, long Bytes, long OldestMs);

/// <summary>
/// What the agent was told to send and has not sent, on the disk: it outlives the process. Telling never waits; one writer appends all that was told meanwhile with one
/// write, and flushes the disk only where somebody waits for it. Where nothing is told, nothing runs.
/// </summary>
public sealed partial class Outbox : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly OutboxOptions _options;
    private readonly TimeProvider _clock;
    private readonly FileStream _owned;
    private readonly Channel<Pending> _queue = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly List<OutboxSegment> _segments = [];
    private readonly Dictionary<long, OutboxAttempt> _attempts = [];
    private readonly Task _writer;
    private OutboxSegment? _open;
    private long _newest;

    private Outbox(OutboxOptions options, TimeProvider clock, FileStream owned)
    {
        (_options, _clock, _owned) = (options, clock, owned);
        _segments.AddRange(OutboxSegment.Load(options.Folder, Restore));
        Left = [.. _attempts.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
        Tidy();
        _writer = Task.Run(WriteAllAsync);
    }

    /// <summary>What earlier lives of the agent left: attempts of which something was not sent, or whose result nobody acknowledged; oldest first.</summary>
    public IReadOnlyList<OutboxAttempt> Left { get; }

    /// <summary>Why nothing can be written at the moment, in one line; empty where it can.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>Size on the disk.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _segments.Sum(segment => segment.Bytes);
            }
        }
    }

    /// <summary>How much waits for the tracking server.</summary>
    public OutboxDepth Depth
    {
        get
        {
            lock (_gate)
            {
                var waiting = _attempts.Values.Select(attempt => attempt.UnsentSinceMs).Where(since => since > 0).ToList();
                return new OutboxDepth(_attempts.Values.Sum(attempt => attempt.UnsentRows), _segments.Sum(segment => segment.Bytes), waiting.Count > 0 ? waiting.Min() : 0);
            }
        }
    }

    /// <exception cref="IOException">Another agent of the name has it, or the folder can't be used.</exception>
    public static Outbox Open(OutboxOptions options, TimeProvider clock)
    {
        Directory.CreateDirectory(options.Folder);
        var owned = new FileStream(Path.Combine(options.Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            return new Outbox(options, clock, owned);
        }
        catch
        {
            owned.Dispose();
            throw;
        }
    }

    /// <summary>A new attempt, with nothing told yet.</summary>
    public OutboxAttempt Begin(SweepHeader sweep, Assignment assignment)
    {
        var begun = new AttemptBegun { Sweep = sweep, Assignment = assignment, AtMs = _clock.GetUtcNow().ToUnixTimeMilliseconds() };
        lock (_gate)
        {
            var attempt = _attempts[_newest + 1] = new OutboxAttempt(this, ++_newest, begun, earlier: false);
            Enqueue(attempt, new OutboxRecord { Begun = begun });
            return attempt;
        }
    }

    /// <summary>Writes what was told, as far as the disk lets it, and leaves the folder to the next life.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
        {
            return;
        }

        await _closing.CancelAsync();
        await _writer;
        Tidy();
        lock (_gate)
        {
            // Nobody needs a newest segment either in which nothing is wanted.
            _segments.Where(Deletable).ToList().ForEach(segment => segment.Delete());
            _open?.Dispose();
        }

        await _owned.DisposeAsync();
        _closing.Dispose();
    }

    internal Task Enqueue(OutboxAttempt attempt, OutboxRecord record, bool flush = false)
    {
        var waited = flush || record.RecordCase == OutboxRecord.RecordOneofCase.Sent;
        var pending = new Pending(attempt, record, flush, waited ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null);
        return _queue.Writer.TryWrite(pending) ? pending.Written?.Task ?? Task.CompletedTask : Task.FromException(new ObjectDisposedException(nameof(Outbox)));
    }

    internal void TidySoon()
    {
        // With nothing but the newest segment there is nothing to tidy.
        if (_segments.Count > 1)
        {
            _queue.Writer.TryWrite(default);
        }
    }

    /// <summary>Some rows of an attempt that lie on the disk, in order; none where none do.</summary>
    internal IReadOnlyList<(long Seq, MetricRow Row)> ReadRows(long attempt, long after, long before)
    {
        List<OutboxSegment> candidates;
        lock (_gate)
        {
            candidates = [.. _segments.Where(segment => segment.Shares.TryGetValue(attempt, out var share) && share.LastRow > after)];
        }

        return candidates.Select(segment => segment.Read(only: attempt).Select(entry => entry.Record)
                .Where(record => record.RecordCase == OutboxRecord.RecordOneofCase.Row && record.Seq > after && record.Seq < before)
                .Select(record => (record.Seq, record.Row)).ToList())
            .FirstOrDefault(rows => rows.Count > 0) ?? [];
    }

    private void Restore(long number, OutboxRecord record)
    {
        _newest = Math.Max(_newest, number);
        if (record.RecordCase == OutboxRecord.RecordOneofCase.Begun)
        {
            _attempts.TryAdd(number, new OutboxAttempt(this, number, record.Begun, earlier: true));
        }
        else if (record.RecordCase == OutboxRecord.RecordOneofCase.Sent)
        {
            _attempts.Remove(number);
        }
        else if (_attempts.TryGetValue(number, out var attempt))
        {
            attempt.Note(record);
        }
    }

    // Default: somebody wants what was sent tidied away.
    private readonly record struct Pending(OutboxAttempt Attempt, OutboxRecord? Record, bool Flush, TaskCompletionSource? Written);
}
