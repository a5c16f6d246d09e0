using System.Net.Sockets;
using Npgsql;

namespace Orchestrator.Hosting;

/// <summary>The journal's PostgreSQL server, looked at before anything relies on it.</summary>
internal sealed class JournalServer
{
    // The plugin's own tables, column for column. It would make them itself, but of three orchestrators that start at once on an empty database two would fail.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS journal (
            ordering BIGINT GENERATED ALWAYS AS IDENTITY CONSTRAINT "PK_journal" PRIMARY KEY, created BIGINT NOT NULL, deleted BOOLEAN NOT NULL, persistence_id TEXT NOT NULL,
            sequence_number BIGINT NOT NULL, message BYTEA NOT NULL, tags TEXT, manifest TEXT, identifier INTEGER, writer_uuid TEXT,
            CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number));
        CREATE INDEX IF NOT EXISTS journal_created_idx ON journal (created);
        CREATE INDEX IF NOT EXISTS journal_sequence_number_idx ON journal (sequence_number);
        CREATE TABLE IF NOT EXISTS snapshot (
            persistence_id TEXT NOT NULL, sequence_number BIGINT NOT NULL, created BIGINT NOT NULL, snapshot BYTEA, manifest TEXT, serializer_id INTEGER,
            CONSTRAINT "PK_snapshot" PRIMARY KEY (persistence_id, sequence_number));
        CREATE INDEX IF NOT EXISTS snapshot_created_idx ON snapshot (created);
        CREATE INDEX IF NOT EXISTS snapshot_sequence_number_idx ON snapshot (sequence_number);
        """;

    // Any number that nobody else locks in this database.
    private const long MakingTables = 0x6a6f_7572_6e61_6c;

    private static readonly string[] Deeds = ["SELECT", "INSERT", "UPDATE", "DELETE"];

    private readonly NpgsqlConnectionStringBuilder _server;

    public JournalServer(NpgsqlConnectionStringBuilder server)
    {
        _server = new NpgsqlConnectionStringBuilder(server.ConnectionString) { ApplicationName = server.ApplicationName ?? "experiments" };
        if (!server.ContainsKey("Timeout"))
        {
            _server.Timeout = 5;
        }
    }

    /// <summary>Names no user and no password.</summary>
    public string Place => $"{_server.Host}:{_server.Port}/{_server.Database}";

    public string ConnectionString => _server.ConnectionString;

    /// <summary>Whether some orchestrator has written here.</summary>
    public Task<bool> ExistsAsync(CancellationToken cancellation) => WithConnectionAsync(connection => HasTablesAsync(connection, cancellation), cancellation);

    /// <summary>Makes the tables where they are missing, and finds out now, not in mid-sweep, whether they can be read and written.</summary>
    /// <returns>The HOCON that points journal and snapshots at the server.</returns>
    /// <exception cref="RefusalException">It can't be used; one line says why.</exception>
    public Task<string> PrepareAsync(CancellationToken cancellation) => WithConnectionAsync(
        async connection =>
        {
            if (!await HasTablesAsync(connection, cancellation))
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                await RunAsync(connection, $"SELECT pg_advisory_xact_lock({MakingTables})", cancellation);
                await RunAsync(connection, Tables, cancellation);
                await transaction.CommitAsync(cancellation);
            }

            foreach (var (table, deed) in from table in new[] { "journal", "snapshot" } from deed in Deeds select (table, deed))
            {
                if (await RunAsync(connection, $"SELECT has_table_privilege('{table}', '{deed}')", cancellation) is not true)
                {
                    throw new RefusalException($"the journal {Place} may not be written by this user ({deed} on {table}); grant it, or name another user in --journal");
                }
            }

            if (await RunAsync(connection, "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool", cancellation) is true)
            {
                throw new RefusalException($"the journal {Place} can only be read: the server is a standby, or set to read only; name the primary in --journal");
            }

            return Hocon();
        },
        cancellation);

    /// <summary>Why it can't be used at this moment, in one line; null where it can.</summary>
    public Task<string?> TroubleAsync(CancellationToken cancellation) => WhyNotAsync("SELECT 1", cancellation);

    /// <summary>Why it takes no write at this moment, in one line; null where it takes one, of which nothing is left.</summary>
    public Task<string?> TryWriteAsync(CancellationToken cancellation) => WhyNotAsync(
        "BEGIN; INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id) VALUES ('probe', 0, 0, '', '', 0); ROLLBACK", cancellation);

    private async Task<string?> WhyNotAsync(string sql, CancellationToken cancellation)
    {
        try
        {
            await WithConnectionAsync(connection => RunAsync(connection, sql, cancellation), cancellation);
            return null;
        }
        catch (RefusalException refusal) when (refusal.InnerException is { } fault)
        {
            return $"the journal {Place} does not answer: {Words(fault)}; nothing is lost, and all goes on by itself when it is back";
        }
    }

    /// <summary>What Npgsql throws where the server can't be reached or refuses, or where a connection has died meanwhile.</summary>
    public static bool IsTrouble(Exception fault) => fault is NpgsqlException or SocketException or TimeoutException or InvalidOperationException;

    // No password is in it: Npgsql reads it from the environment or a file each time that it connects.
    private string Hocon()
    {
        var quoted = ConnectionString.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $$"""
            akka.persistence.journal.sql {
              provider-name = "PostgreSQL.15"
              connection-string = "{{quoted}}"
              auto-initialize = false
            }
            akka.persistence.query.journal.sql {
              provider-name = "PostgreSQL.15"
              connection-string = "{{quoted}}"
            }
            akka.persistence.snapshot-store.sql {
              provider-name = "PostgreSQL.15"
              connection-string = "{{quoted}}"
              auto-initialize = false
            }
            """;
    }

    private async Task<T> WithConnectionAsync<T>(Func<NpgsqlConnection, Task<T>> act, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString);
            await connection.OpenAsync(cancellation);
            return await act(connection);
        }
        catch (Exception fault) when (IsTrouble(fault))
        {
            throw new RefusalException($"the journal {Place} cannot be used: {Words(fault)} (see --journal, and PGPASSWORD or PGPASSFILE for the password)", fault);
        }
    }

    // The server's own words without its code, or the network's.
    private static string Words(Exception fault) => (fault is PostgresException told ? told.MessageText : fault.GetBaseException().Message).Split('\n')[0].TrimEnd('.');

    private static async Task<bool> HasTablesAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        await RunAsync(connection, "SELECT to_regclass('journal') IS NOT NULL AND to_regclass('snapshot') IS NOT NULL", cancellation) is true;

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation);
    }
}
