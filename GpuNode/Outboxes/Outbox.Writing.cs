using System.Buffers;
using Serilog;
using Shared.Wire;

namespace GpuNode.Outboxes;

// The one writer: all that was told while the last write was under way goes with the next.
public sealed partial class Outbox
{
    // Told while the disk takes nothing: so many metric rows are held in memory, then the oldest give way.
    private const int MostHeld = 200_000;
    private const int MostABatch = 4_096;

    private async Task WriteAllAsync()
    {
        var batch = new List<Pending>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            Take(batch, MostABatch);
            while (!TryWrite(batch))
            {
                if (_closing.IsCancellationRequested)
                {
                    Log.Error("The outbox is left with {Records} records unwritten: {Reason}", batch.Count + _queue.Reader.Count, Trouble);
                    return;
                }

                await Task.Delay(RetryPause, _clock, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Take(batch, int.MaxValue);
                Hold(batch);
            }

            if (batch.Any(pending => pending.Record is null or { RecordCase: OutboxRecord.RecordOneofCase.Sent }))
            {
                Tidy();
            }

            MakeRoom();
            batch.Clear();
        }
    }

    private void Take(List<Pending> batch, int most)
    {
        while (batch.Count < most && _queue.Reader.TryRead(out var pending))
        {
            batch.Add(pending);
        }
    }

    private bool TryWrite(List<Pending> batch)
    {
        // Sent before it was written: it need not be.
        batch.RemoveAll(pending => pending.Record is { RecordCase: OutboxRecord.RecordOneofCase.Row, Seq: var seq } && seq <= pending.Attempt.SentRows);
        try
        {
            lock (_gate)
            {
                Append(batch);
            }

            // Not under the gate: a flush takes milliseconds, and others only want to tell something.
            Flush(batch.Any(pending => pending.Flush));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (Trouble.Length == 0)
            {
                Log.Error("The outbox in {Folder} can't be written: {Reason}. Trials train on; their results wait until it can", _options.Folder, fault.Message);
            }

            Trouble = $"the agent's outbox can't be written: {fault.Message}";
            return false;
        }

        if (Trouble.Length > 0)
        {
            Log.Information("The outbox takes writes again");
            Trouble = "";
        }

        foreach (var rows in batch.Where(pending => pending.Record is { RecordCase: OutboxRecord.RecordOneofCase.Row }).GroupBy(pending => pending.Attempt))
        {
            rows.Key.Written(rows.Last().Record!.Seq);
        }

        batch.ForEach(pending => pending.Written?.TrySetResult());
        return true;
    }

    private void Append(List<Pending> batch)
    {
        var frames = new ArrayBufferWriter<byte>();
        foreach (var pending in batch.Where(pending => pending.Record is not null))
        {
            OutboxFrame.Write(frames, pending.Attempt.Number, pending.Record!);
        }

        if (frames.WrittenCount == 0)
        {
            return;
        }

        if (_open is null)
        {
            _segments.Add(_open = OutboxSegment.Create(_options.Folder, _segments.Count == 0 ? 1 : _segments[^1].Number + 1));
        }

        _open.Append(frames.WrittenSpan);
        foreach (var (attempt, record, _, _) in batch.Where(pending => pending.Record is not null))
        {
            _open.Shares[attempt.Number] = _open.Shares.GetValueOrDefault(attempt.Number).With(record!);
            if (record!.RecordCase == OutboxRecord.RecordOneofCase.Sent)
            {
                _attempts.Remove(attempt.Number);
            }
        }

    }

    private void Flush(bool wanted)
    {
        if (_open is { } full && full.Bytes >= _options.SegmentSize)
        {
            // Sealed segments are on the disk, so a later flush covers all that was told before.
            full.Seal();
            _open = null;
        }
        else if (wanted)
        {
            _open?.Flush();
        }
    }

    // Rows are soft as long as their attempt has not ended, but what else was told must wait for the disk.
    private void Hold(List<Pending> batch)
    {
        var rows = batch.Count(pending => pending.Record is { RecordCase: OutboxRecord.RecordOneofCase.Row });
        if (rows <= MostHeld)
        {
            return;
        }

        var gone = batch.Where(pending => pending.Record is { } record && OutboxRules.GivesWay(record, 0, DropPolicy.Oldest, pending.Attempt)).Take(rows - (MostHeld / 2)).ToHashSet();
        batch.RemoveAll(gone.Contains);
        foreach (var some in gone.GroupBy(pending => pending.Attempt))
        {
            some.Key.GaveWay(some.Select(pending => pending.Record!.Seq).ToHashSet());
        }

        Dropped(gone.Count, "the disk takes nothing");
    }
}
