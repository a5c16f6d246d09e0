using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Orchestrator.Tracking.Store;
using Serilog;

namespace Orchestrator.Answers;

/// <summary>
/// The answers of all finished trials by their key. It is a cache: what is lost with it costs training again, so it writes behind, many rows a transaction and without waiting for the
/// disk, and whatever goes wrong with the file is a line in the log. The first answer of a key stays.
/// </summary>
public sealed class AnswerStore : IAsyncDisposable
{
    private const int MostInOneTransaction = 10_000;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS answers (
            key TEXT NOT NULL, tracking TEXT NOT NULL, metric TEXT NOT NULL, sweep TEXT NOT NULL, trial INTEGER NOT NULL, objective REAL, seconds REAL NOT NULL,
            experiment TEXT NOT NULL, finished_ms INTEGER NOT NULL, PRIMARY KEY (key, tracking, metric)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS filled (sweep TEXT PRIMARY KEY, trials INTEGER NOT NULL) WITHOUT ROWID;
        """;

    private readonly Channel<Row> _waiting = Channel.CreateUnbounded<Row>(new UnboundedChannelOptions { SingleReader = true });
    // What was added and is not in the file yet, so that an answer is found at once.
    private readonly ConcurrentDictionary<(string Key, AnswerScope Scope), Answer> _unwritten = new();
    private readonly Lock _reading = new();
    private readonly Session _reader;
    private readonly Session _writer;
    private readonly Task _writes;
    private long _added;
    private bool _any;

    private AnswerStore(Session reader, Session writer)
    {
        (_reader, _writer) = (reader, writer);
        _any = reader.First("SELECT 1 FROM answers LIMIT 1", row => row.Integer(0)) == 1;
        _writes = Task.Run(WriteAsync);
    }

    /// <summary>How many answers were added by this process: whoever looked all of them up need not look again until it changes.</summary>
    public long Added => Interlocked.Read(ref _added);

    /// <summary>Opens the file, or begins a new one where it can't be read.</summary>
    /// <exception cref="IOException">The folder can't be used; the message is one line for a person.</exception>
    public static AnswerStore Open(string file)
    {
        try
        {
            return OpenExisting(file);
        }
        catch (SqliteException damage)
        {
            Log.Warning("The answers of earlier trials in {File} can't be read and are forgotten: {Reason}", file, damage.Message);
        }

        try
        {
            foreach (var part in new[] { file, file + "-wal", file + "-shm" })
            {
                File.Delete(part);
            }

            return OpenExisting(file);
        }
        catch (Exception fault) when (fault is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{file} cannot be used: {fault.Message}", fault);
        }
    }

    /// <summary>Remembers an answer, unless its key has one. Returns at once.</summary>
    public void Add(string key, AnswerScope scope, Answer answer)
    {
        if (_unwritten.TryAdd((key, scope), answer))
        {
            _any = true;
            Interlocked.Increment(ref _added);
            _waiting.Writer.TryWrite(new Row(key, scope, answer, null));
        }
    }

    /// <summary>Those of the keys that have an answer.</summary>
    public IReadOnlyDictionary<string, Answer> Find(IReadOnlyCollection<string> keys, AnswerScope scope)
    {
        var found = new Dictionary<string, Answer>();
        if (!_any)
        {
            return found;
        }

        lock (_reading)
        {
            try
            {
                // One after the other, prepared once: a hundred cost less than a millisecond.
                foreach (var key in keys)
                {
                    // In this order: an answer goes from one place to the other meanwhile, and is in the file before it leaves the list.
                    var waiting = _unwritten.GetValueOrDefault((key, scope));
                    if ((Read(key, scope) ?? waiting) is { } answer)
                    {
                        found[key] = answer;
                    }
                }
            }
            catch (SqliteException fault)
            {
                Log.Warning("Answers of earlier trials can't be looked up, so trials are trained: {Reason}", fault.Message);
            }
        }

        return found;
    }

    /// <summary>Whether so many finished trials of a sweep were brought here already.</summary>
    public bool IsFilled(string sweep, int trials)
    {
        lock (_reading)
        {
            try
            {
                return _reader.First("SELECT trials FROM filled WHERE sweep = ?1", row => row.Integer(0), sweep) >= trials;
            }
            catch (SqliteException)
            {
                return false;
            }
        }
    }

    /// <summary>All of a sweep's answers were added.</summary>
    public void Filled(string sweep, int trials) => _waiting.Writer.TryWrite(new Row(sweep, default, null, trials));

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writes;
        _reader.Dispose();
        _writer.Dispose();
    }

    private static AnswerStore OpenExisting(string file)
    {
        const string every = "PRAGMA busy_timeout = 5000;";
        var writer = new Session(file, $"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; {every} {Schema}");
        try
        {
            return new AnswerStore(new Session(file, every), writer);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private Answer? Read(string key, AnswerScope scope) => _reader.First(
        "SELECT sweep, trial, objective, seconds, experiment, finished_ms FROM answers WHERE key = ?1 AND tracking = ?2 AND metric = ?3",
        row => new Answer(row.Text(0), (int)row.Integer(1), row.IsNull(2) ? null : row.Real(2), row.Real(3), row.Text(4), row.Integer(5)),
        key, scope.Tracking, scope.Metric);

    private async Task WriteAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var rows = new List<Row>();
            while (rows.Count < MostInOneTransaction && _waiting.Reader.TryRead(out var row))
            {
                rows.Add(row);
            }

            try
            {
                _writer.Script("BEGIN");
                rows.ForEach(Write);
                _writer.Script("COMMIT");
            }
            catch (SqliteException fault)
            {
                Log.Warning("{Rows} answers of finished trials are not remembered: {Reason}", rows.Count, fault.Message);
                if (_writer.InTransaction)
                {
                    _writer.Script("ROLLBACK");
                }
            }

            foreach (var row in rows.Where(row => row.Answer is not null))
            {
                _unwritten.TryRemove((row.Key, row.Scope), out _);
            }
        }
    }

    private void Write(Row row)
    {
        if (row.Answer is not { } answer)
        {
            _writer.Run("INSERT OR REPLACE INTO filled VALUES (?1, ?2)", row.Key, (long)row.Trials!.Value);
            return;
        }

        _writer.Run(
            "INSERT OR IGNORE INTO answers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            row.Key, row.Scope.Tracking, row.Scope.Metric, answer.Sweep, (long)answer.Index,
            answer.Objective is { } objective ? objective : default(SqlValue), answer.Seconds, answer.Experiment, answer.FinishedMs);
    }

    private sealed record Row(string Key, AnswerScope Scope, Answer? Answer, int? Trials);
}
