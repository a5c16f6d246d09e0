using Npgsql;

namespace Orchestrator.Hosting.Group;

/// <summary>
/// Who may found a cluster is decided in the journal's database, the one thing that all orchestrators share. Who is in a cluster holds this lock together with the others, for as long as its process
/// lives; a cluster is founded only by who gets it alone. So one that is cut off, or comes back while the others can't be reached, never founds a second cluster, and whichever of them are left may
/// found the first. The server gives a lock back by itself when its holder's connection ends.
/// </summary>
/// <param name="connectionString">To the server itself: a pooler that hands sessions round would hand the lock round, too.</param>
internal sealed class FoundingLock(string connectionString) : IAsyncDisposable
{
    // Any number that nobody else locks in this database.
    private const long Key = 0x666f_756e_64;

    // A machine that loses its power says no goodbye: the server looks for itself, within half a minute instead of two hours.
    private const string NoticeDeath = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";

    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5, CommandTimeout = 5 }.ConnectionString;
    private NpgsqlConnection? _session;
    private bool _alone;

    /// <summary>Nobody else holds it, and nobody else gets it.</summary>
    /// <exception cref="NpgsqlException">The server can't be asked.</exception>
    public async Task<bool> TryAloneAsync(CancellationToken cancellation)
    {
        // Taken twice it would have to be given back twice.
        var held = await LivesAsync(cancellation) && _alone;
        return _alone = held || await AskAsync($"SELECT pg_try_advisory_lock({Key})", cancellation);
    }

    /// <summary>Held together with others; held alone until now, they may come.</summary>
    /// <exception cref="NpgsqlException">The server can't be asked.</exception>
    public async Task<bool> TryShareAsync(CancellationToken cancellation)
    {
        var shared = await AskAsync($"SELECT pg_try_advisory_lock_shared({Key})", cancellation);
        if (shared && _alone)
        {
            _alone = false;
            await AskAsync($"SELECT pg_advisory_unlock({Key})", cancellation);
        }

        return shared;
    }

    /// <summary>Whether the session that took it still lives.</summary>
    public async Task<bool> LivesAsync(CancellationToken cancellation)
    {
        try
        {
            return _session is not null && await AskAsync("SELECT true", cancellation);
        }
        catch (Exception fault) when (JournalServer.IsTrouble(fault))
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _session?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<bool> AskAsync(string sql, CancellationToken cancellation)
    {
        try
        {
            if (_session is null)
            {
                _session = new NpgsqlConnection(_connectionString);
                await _session.OpenAsync(cancellation);
                await using var set = new NpgsqlCommand(NoticeDeath, _session);
                await set.ExecuteNonQueryAsync(cancellation);
            }

            await using var command = new NpgsqlCommand(sql, _session);
            return await command.ExecuteScalarAsync(cancellation) is true;
        }
        catch
        {
            await DisposeAsync();
            (_session, _alone) = (null, false);
            throw;
        }
    }
}
