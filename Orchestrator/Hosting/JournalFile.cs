using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Hosting;

/// <summary>The journal's SQLite file, looked at before anything relies on it.</summary>
internal static class JournalFile
{
    /// <summary>Makes the file where it is missing, and finds out now, not in mid-sweep, whether it can be read and written.</summary>
    /// <returns>The HOCON that points journal and snapshots at it.</returns>
    /// <exception cref="RefusalException">It can't be used; one line says why.</exception>
    public static string Prepare(OrchestratorOptions options)
    {
        var file = options.JournalPath;
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file }.ToString();
        try
        {
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            // The plugin does not ask for a write-ahead log; the setting stays with the file.
            Run(connection, "PRAGMA journal_mode = WAL");
            // A file that may only be read is opened all the same, without a word.
            if (raw.sqlite3_db_readonly(connection.Handle, "main") != 0)
            {
                throw new RefusalException($"the journal {file} may not be written by this user; change its owner or rights, or choose another folder with --data");
            }

            if (Run(connection, "PRAGMA quick_check(1)") is string and not "ok" and var damage)
            {
                throw new RefusalException($"the journal {file} is damaged ({damage.Split('\n')[^1]}); restore a copy, or choose another folder with --data");
            }
        }
        catch (SqliteException fault)
        {
            throw new RefusalException($"the journal {file} cannot be used: {fault.Message.TrimEnd('.')}; restore a copy, or choose another folder with --data", fault);
        }

        var quoted = connectionString.Replace("\\", "\\\\", StringComparison.Ordinal);
        return $$"""
            akka.persistence.journal.sql {
              provider-name = "SQLite.MS"
              connection-string = "{{quoted}}"
              auto-initialize = true
              # SQLite has one writer; more would only wait for each other.
              parallelism = 1
            }
            akka.persistence.query.journal.sql {
              provider-name = "SQLite.MS"
              connection-string = "{{quoted}}"
            }
            akka.persistence.snapshot-store.sql {
              provider-name = "SQLite.MS"
              connection-string = "{{quoted}}"
              auto-initialize = true
            }
            """;
    }

    /// <summary>Why it takes no write at this moment, in one line; null where it takes one, which changes nothing.</summary>
    public static Task<string?> TryWriteAsync(OrchestratorOptions options, CancellationToken cancellation) => Task.Run(
        () =>
        {
            try
            {
                // Not the plugin's pool: a connection of it may be the one that is ill.
                using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = options.JournalPath, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 1 }.ToString());
                connection.Open();
                // Written though the number stays what it is: the disk is asked, too.
                Run(connection, "PRAGMA user_version = 0");
                return null;
            }
            catch (SqliteException fault)
            {
                return $"the journal cannot be written: {fault.Message.TrimEnd('.')}";
            }
        },
        cancellation);

    private static object? Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
