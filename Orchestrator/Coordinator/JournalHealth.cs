using Microsoft.Data.Sqlite;

namespace Orchestrator.Coordinator;

/// <summary>Whether this process's journal takes what is written. Nothing is acknowledged that it did not take; who asks meanwhile is told why nothing moves.</summary>
public sealed class JournalHealth
{
    private string _trouble = "";

    /// <summary>Why the last write failed, in one line; empty after one that succeeded.</summary>
    public string Trouble => Volatile.Read(ref _trouble);

    /// <summary>Asks the journal's server what is wrong now, in one line; null where nothing is, or where there is no server to ask. Of several orchestrators only the one that has a sweep sees its writes fail.</summary>
    public Func<CancellationToken, Task<string?>> Look { get; init; } = _ => Task.FromResult<string?>(null);

    /// <summary>Tries a write that leaves nothing behind: why it fails, in one line; null where it succeeds. The failure of a real write is told until this, or another real one, succeeds. Null: only a real one tells.</summary>
    public Func<CancellationToken, Task<string?>>? TryWrite { get; init; }

    /// <summary>Hears how long each write took.</summary>
    public Action<TimeSpan> Took { get; init; } = _ => { };

    /// <summary>What is wrong now, in one line; null where nothing is. After a failed write the journal is asked again, since perhaps nobody writes.</summary>
    public async Task<string?> AskAsync(CancellationToken cancellation)
    {
        var failed = Trouble;
        if (failed.Length == 0 || TryWrite is null)
        {
            // What the journal's server says now tells more than what a write failed for.
            return await Look(cancellation) ?? (failed.Length > 0 ? failed : null);
        }

        if (await TryWrite(cancellation) is { } still)
        {
            return still;
        }

        // Unless another write has failed meanwhile.
        Interlocked.CompareExchange(ref _trouble, "", failed);
        return null;
    }

    public void Stored(TimeSpan took)
    {
        Volatile.Write(ref _trouble, "");
        Took(took);
    }

    public void Failed(Exception cause)
    {
        cause = cause.GetBaseException();
        Volatile.Write(
            ref _trouble,
            cause is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL }
                ? "the journal cannot be written: no space left on its disk (free some and it goes on; what was acknowledged is safe)"
                : $"the journal cannot be written: {cause.Message.Split('\n')[0].TrimEnd('.')}");
    }
}
