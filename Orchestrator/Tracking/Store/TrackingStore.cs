using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Orchestrator.Tracking.Store;

/// <summary>The tracking database: one writer with group commit, readers beside it on their own connections (SQLite in WAL mode).</summary>
public sealed class TrackingStore : IAsyncDisposable
{
    // LIKE tells case as MLflow's server has it; foreign keys too are per connection.
    private const string EverySession = "PRAGMA busy_timeout = 20000; PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON; PRAGMA temp_store = MEMORY;";

    private readonly string _databaseFile;
    private readonly ConcurrentBag<Session> _readers = [];
    private readonly WriteQueue _writer;
    private readonly Action<TimeSpan> _wrote;

    private TrackingStore(string databaseFile, Session writer, Action<TimeSpan> wrote, TimeProvider clock)
    {
        _databaseFile = databaseFile;
        _wrote = wrote;
        _writer = new WriteQueue(writer);
        Clock = clock;
    }

    internal TimeProvider Clock { get; }

    /// <summary>Opens the database and makes what is missing: folder, file, tables, the experiment Default.</summary>
    /// <exception cref="IOException">It can't be opened or written; the message is one line for a person.</exception>
    public static TrackingStore Open(TrackingOptions options, TimeProvider clock)
    {
        var file = Path.GetFullPath(options.DatabaseFile);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var synchronous = options.SurvivePowerCut ? "FULL" : "NORMAL";
            var writer = new Session(file, $"PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000; {EverySession}");
            try
            {
                CheckRevision(writer, file);
                writer.Script($"BEGIN IMMEDIATE; {TrackingSchema.Create} COMMIT;");
                ExperimentTable.EnsureDefault(writer, clock.GetUtcNow().ToUnixTimeMilliseconds());
                return new TrackingStore(file, writer, options.Wrote, clock);
            }
            catch
            {
                writer.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is SqliteException or UnauthorizedAccessException or IOException)
        {
            throw new IOException($"the tracking database {file} cannot be used: {exception.Message}", exception);
        }
    }

    // Tables of another revision have other columns; to write to them would spoil them for both.
    private static void CheckRevision(Session session, string file)
    {
        if (session.First("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'", static row => row.Integer(0)) > 0
            && session.First("SELECT version_num FROM alembic_version", static row => row.Text(0)) is { } revision and not TrackingSchema.Revision)
        {
            throw new IOException(
                $"the tracking database {file} has MLflow's revision {revision}, and this server has {TrackingSchema.Revision}; serve it with an MLflow server of its own and copy what you need with 'tracking import', or upgrade an older one with an MLflow 3.3 server first");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    /// <summary>The result, once it is committed. The function sees all earlier writes, and nobody writes beside it.</summary>
    internal async Task<T> WriteAsync<T>(Func<Session, T> write, CancellationToken cancellation)
    {
        var begun = Clock.GetTimestamp();
        var result = await _writer.RunAsync(write, cancellation);
        _wrote(Clock.GetElapsedTime(begun));
        return result;
    }

    /// <summary>Why nothing can be written now, in one line, found out by writing what changes nothing; null where it can.</summary>
    internal async Task<string?> TroubleAsync(TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            // The pragma writes its page though the number stays what it is: the disk is asked, too.
            await _writer.RunAsync(static session => session.Run("PRAGMA user_version = 0"), cancellation).WaitAsync(patience, Clock, cancellation);
            return null;
        }
        catch (TimeoutException)
        {
            return "the tracking database does not take writes: they wait for something that holds it";
        }
        catch (Exception fault) when (fault is SqliteException or TrackingFault)
        {
            return $"the tracking database does not take writes: {fault.Message.TrimEnd('.')}";
        }
    }

    internal Task WriteAsync(Action<Session> write, CancellationToken cancellation) => WriteAsync(
        session =>
        {
            write(session);
            return true;
        },
        cancellation);

    /// <summary>Reads from one snapshot of all that is committed.</summary>
    internal T Read<T>(Func<Session, T> read)
    {
        if (!_readers.TryTake(out var session))
        {
            session = new Session(_databaseFile, $"{EverySession} PRAGMA query_only = ON;");
        }
        try
        {
            session.Run("BEGIN");
            var result = read(session);
            session.Run("COMMIT");
            _readers.Add(session);
            return result;
        }
        catch (TrackingFault)
        {
            session.Run("ROLLBACK");
            _readers.Add(session);
            throw;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
