using Microsoft.Data.Sqlite;

namespace Orchestrator.Backups;

/// <summary>SQLite files whose owner may be writing: copied as of one moment, and looked at before they are trusted.</summary>
internal static class DatabaseCopy
{
    /// <summary>The committed state of a moment, without what stands beside the file; writers go on meanwhile.</summary>
    public static void Take(string from, string to)
    {
        using var source = Open(from, SqliteOpenMode.ReadWrite);
        using var copy = Open(to, SqliteOpenMode.ReadWriteCreate);
        // In one step, in one read transaction: page by page it would begin anew at each write of another process.
        source.BackupDatabase(copy);
        using var command = copy.CreateCommand();
        // The copy says of itself that it has a log; alone in an archive it must not need one.
        command.CommandText = "PRAGMA journal_mode = DELETE";
        command.ExecuteScalar();
    }

    /// <summary>What is wrong with a file, in one line; null where nothing is.</summary>
    public static string? Fault(string file)
    {
        try
        {
            using var database = Open(file, SqliteOpenMode.ReadWrite);
            using var command = database.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            return command.ExecuteScalar() is string and not "ok" and var damage ? damage.Split('\n')[^1] : null;
        }
        catch (SqliteException fault)
        {
            return fault.Message;
        }
    }

    // Not pooled: the file must be closed when it goes into an archive.
    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 60 }.ToString());
        connection.Open();
        return connection;
    }
}
