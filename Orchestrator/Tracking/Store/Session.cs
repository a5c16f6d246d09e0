using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Tracking.Store;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class Session : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = [];
    private readonly sqlite3 _database;

    static Session()
    {
        Batteries_V2.Init();
        // Nobody reads SQLite's own memory statistics, and each allocation takes a lock for them. Refused where a connection is open already, which does no harm.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    /// <param name="settings">PRAGMA statements for this connection.</param>
    public Session(string databaseFile, string settings)
    {
        // A session is one thread's at a time: SQLite need not lock it at each call.
        var code = raw.sqlite3_open_v2(databaseFile, out _database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        try
        {
            Check(code);
            Script(settings);
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <summary>Whether a transaction is open; SQLite ends it by itself when the disk is full or broken.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    public long LastRowId => raw.sqlite3_last_insert_rowid(_database);

    /// <summary>Several statements without parameters.</summary>
    public void Script(string sql) => Check(raw.sqlite3_exec(_database, sql));

    /// <summary>Runs a statement, which stays prepared; gives the number of rows it changed.</summary>
    public int Run(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Prepared(sql).Begin(values);
        try
        {
            statement.Step();
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            statement.End();
        }
    }

    /// <summary>The first row, or default; the statement stays prepared.</summary>
    public T? First<T>(string sql, Func<Statement, T> map, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Prepared(sql).Begin(values);
        try
        {
            return statement.Step() ? map(statement) : default;
        }
        finally
        {
            statement.End();
        }
    }

    /// <summary>All rows; the statement stays prepared.</summary>
    public List<T> All<T>(string sql, Func<Statement, T> map, params ReadOnlySpan<SqlValue> values) => Rows(Prepared(sql), map, values);

    /// <summary>All rows of a statement made for this request: it is not kept, since callers could fill the memory with shapes of it.</summary>
    public List<T> AllOnce<T>(string sql, Func<Statement, T> map, params ReadOnlySpan<SqlValue> values)
    {
        using var statement = new Statement(_database, sql);
        return Rows(statement, map, values);
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }
        _database.Dispose();
    }

    private static List<T> Rows<T>(Statement statement, Func<Statement, T> map, ReadOnlySpan<SqlValue> values)
    {
        var rows = new List<T>();
        statement.Begin(values);
        try
        {
            while (statement.Step())
            {
                rows.Add(map(statement));
            }
            return rows;
        }
        finally
        {
            statement.End();
        }
    }

    private Statement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements.Add(sql, statement = new Statement(_database, sql));
        }
        return statement;
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
