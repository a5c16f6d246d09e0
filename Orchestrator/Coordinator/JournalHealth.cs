using Microsoft.Data.Sqlite;

namespace Orchestrator.Coordinator;

/// <summary>Whether this process's journal takes what is written. Nothing is acknowledged that it did not take; who asks meanwhile is told why nothing moves.</summary>
public sealed class JournalHealth
{
    private volatile string _trouble = "";

    /// <summary>Why the last write failed, in one line; empty after one that succeeded.</summary>
    public string Trouble => _trouble;

    /// <summary>Asks the journal's server what is wrong now, in one line; null where nothing is, or where there is no server to ask. Of several orchestrators only the one that has a sweep sees its writes fail.</summary>
    public Func<CancellationToken, Task<string?>> Look { get; init; } = _ => Task.FromResult<string?>(null);

    /// <summary>Hears how long each write took.</summary>
    public Action<TimeSpan> Took { get; init; } = _ => { };

    public void Stored(TimeSpan took)
    {
        _trouble = "";
        Took(took);
    }

    public void Failed(Exception cause)
    {
        cause = cause.GetBaseException();
        _trouble = cause is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL }
            ? "the journal cannot be written: no space left on its disk (free some and it goes on; what was acknowledged is safe)"
            : $"the journal cannot be written: {cause.Message.Split('\n')[0].TrimEnd('.')}";
    }
}
