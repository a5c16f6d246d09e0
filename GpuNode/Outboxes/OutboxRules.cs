using Shared.Wire;

namespace GpuNode.Outboxes;

/// <summary>Which metric rows give way when the outbox has reached its size.</summary>
public enum DropPolicy
{
    /// <summary>The oldest: what is newest is whole.</summary>
    Oldest,

    /// <summary>Every second one, again and again: a curve keeps its shape and loses resolution.</summary>
    Thin,
}

/// <summary>What an outbox must keep. Pure.</summary>
internal static class OutboxRules
{
    /// <summary>Whether what a segment holds of an attempt can go: nothing of it will ever be asked for again. Once true it stays so, in a segment that is no longer appended to.</summary>
    /// <param name="attempts">The attempts that are not done with.</param>
    public static bool Done(OutboxSegment segment, long number, IReadOnlyDictionary<long, OutboxAttempt> attempts, IEnumerable<OutboxSegment> all) =>
        segment.Shares[number] is var share && attempts.TryGetValue(number, out var attempt)
            ? !share.Facts && share.LastRow <= attempt.SentRows
            : !NeedsWord(segment, number, share, all);

    /// <summary>Whether a record is still wanted, room or not.</summary>
    public static bool Wanted(OutboxSegment segment, long number, OutboxRecord record, IReadOnlyDictionary<long, OutboxAttempt> attempts, IEnumerable<OutboxSegment> all) =>
        !attempts.TryGetValue(number, out var attempt) ? record.RecordCase == OutboxRecord.RecordOneofCase.Sent && NeedsWord(segment, number, segment.Shares[number], all)
        : record.RecordCase != OutboxRecord.RecordOneofCase.Row || record.Seq > attempt.SentRows;

    /// <summary>Whether a record may give way for lack of room: metric rows alone, and never one with the last value of a metric.</summary>
    /// <param name="position">Of the row among the attempt's rows that are still there: what was thinned before is thinned evenly.</param>
    public static bool GivesWay(OutboxRecord record, int position, DropPolicy policy, OutboxAttempt attempt) =>
        record.RecordCase == OutboxRecord.RecordOneofCase.Row && (policy == DropPolicy.Oldest || position % 2 == 0) && !attempt.HasLastValue(record.Row, record.Seq);

    // That an attempt is done with must be known as long as anything else of it could be read.
    private static bool NeedsWord(OutboxSegment segment, long attempt, OutboxShare share, IEnumerable<OutboxSegment> all) =>
        share.Sent && all.Any(other => other != segment && other.Shares.ContainsKey(attempt));
}
