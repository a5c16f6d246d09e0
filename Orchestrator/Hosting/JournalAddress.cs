using Npgsql;

namespace Orchestrator.Hosting;

/// <summary>Where a journal on a PostgreSQL server is: a postgres:// address or Npgsql's own connection string. Pure.</summary>
public static class JournalAddress
{
    private const string Form = "write postgres://USER@HOST:PORT/DATABASE";

    /// <summary>Why the text names no journal, in one line; null where it does.</summary>
    public static string? Fault(string text) => Read(text).Fault;

    /// <summary>What Npgsql connects with.</summary>
    /// <exception cref="RefusalException">The text names no journal.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        var (server, fault) = Read(text);
        return server ?? throw new RefusalException(fault!);
    }

    private static (NpgsqlConnectionStringBuilder? Server, string? Fault) Read(string text)
    {
        try
        {
            var server = text.Contains("://", StringComparison.Ordinal) ? OfUri(new Uri(text)) : new NpgsqlConnectionStringBuilder(text);
            // It would stand in process lists and in what people copy; the text is not repeated for the same reason.
            return !string.IsNullOrEmpty(server.Password) ? (null, "the journal's address holds a password; give it in PGPASSWORD, or in a file that PGPASSFILE names (~/.pgpass)")
                : string.IsNullOrEmpty(server.Host) ? (null, $"the journal's address names no host; {Form}")
                : string.IsNullOrEmpty(server.Database) ? (null, $"the journal's address names no database; {Form}")
                : (server, null);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException)
        {
            return (null, $"the journal's address can't be read; {Form}");
        }
    }

    private static NpgsqlConnectionStringBuilder OfUri(Uri uri)
    {
        if (uri.Scheme is not ("postgres" or "postgresql"))
        {
            throw new FormatException();
        }

        var server = new NpgsqlConnectionStringBuilder { Host = uri.IdnHost, Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) };
        if (uri.Port > 0)
        {
            server.Port = uri.Port;
        }

        var user = uri.UserInfo.Split(':', 2);
        server.Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null;
        server.Password = user.Length > 1 ? user[1] : null;
        // Such as sslmode=require.
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            server[Uri.UnescapeDataString(pair[0])] = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : throw new FormatException();
        }

        return server;
    }
}
