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

    private static object? Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
