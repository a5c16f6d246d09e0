using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Tracking.Store;

/// <summary>
/// A prepared statement with numbered parameters. It stands on SQLite's own calls: a command object with named parameters and a reader costs several times what
/// the statement itself does, and a busy server runs tens of thousands of them a second.
/// </summary>
internal sealed class Statement : IDisposable
{
    private const int OnStack = 512;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _handle;

    public Statement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
    }

    /// <summary>Binds the values in order and forgets the result of the last use.</summary>
    public Statement Begin(ReadOnlySpan<SqlValue> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            ref readonly var value = ref values[i];
            Check(value.Kind switch
            {
                SqlValue.SqlKind.Integer => raw.sqlite3_bind_int64(_handle, i + 1, value.Integer),
                SqlValue.SqlKind.Real => raw.sqlite3_bind_double(_handle, i + 1, value.Real),
                SqlValue.SqlKind.Text => BindText(i + 1, value.Text!),
                _ => raw.sqlite3_bind_null(_handle, i + 1),
            });
        }
        return this;
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_handle);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return code == raw.SQLITE_ROW;
        }
        SqliteException.ThrowExceptionForRC(code, _database);
        return false;
    }

    // Reset repeats the error of the last step, which was thrown already.
    public void End() => _ = raw.sqlite3_reset(_handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    // Not as a zero-terminated text: a value may hold a zero character.
    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_handle, column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public long Integer(int column) => raw.sqlite3_column_int64(_handle, column);

    public long? IntegerOrNull(int column) => IsNull(column) ? null : Integer(column);

    public double Real(int column) => raw.sqlite3_column_double(_handle, column);

    public void Dispose() => _handle.Dispose();

    private int BindText(int index, string text)
    {
        var room = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = room <= OnStack ? stackalloc byte[OnStack] : new byte[room];
        return raw.sqlite3_bind_text(_handle, index, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
