using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Shared.Datasets;

namespace Orchestrator.CommandLine;

/// <summary>Tells the surroundings' refusals, which people cure themselves, from bugs, which need the log.</summary>
public static class Refusals
{
    private const int DiskFull = 28;

    /// <summary>One line with the cure, or null where the exception is a bug.</summary>
    public static string? Describe(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (One(inner) is { } line)
            {
                return line;
            }
        }

        return exception is AggregateException { InnerExceptions: [var only] } ? Describe(only) : null;
    }

    private static string? One(Exception exception) => exception switch
    {
        RefusalException refusal => refusal.Message,
        DatasetUnavailableException dataset => dataset.Message,
        IOException { InnerException: AddressInUseException } bind => $"{FirstSentence(bind)} (stop what listens there, or take another --port)",
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => "a port is already in use (stop what listens there, or take another --port)",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "this port needs more rights (take a --port from 1024 upwards)",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "this machine doesn't have that address (see --address)",
        UnauthorizedAccessException denied => $"{FirstSentence(denied)} (change the folder's owner or rights, or take another --data)",
        IOException full when (full.HResult & 0xffff) == DiskFull => "no space left on the disk (free some, or take another --data)",
        FileNotFoundException or DirectoryNotFoundException => FirstSentence(exception),
        SqliteException sqlite => Database(sqlite),
        HttpRequestException { StatusCode: HttpStatusCode.ServiceUnavailable } busy => busy.Message,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } tls =>
            $"no trust: {FirstSentence(tls.GetBaseException())} (is it https there? name the folder that holds its authority's ca.crt in ${Shared.Security.TlsFolder.Variable})",
        HttpRequestException http => $"no answer: {FirstSentence(http)} (is an orchestrator running there? start one with 'serve', or name it with --server)",
        _ => null,
    };

    private static string? Database(SqliteException exception) => exception.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_FULL => "no space left on the disk for the database (free some, or take another --data)",
        SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM =>
            "the database can't be opened for writing (change the data folder's owner or rights, or take another --data)",
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => "the database is in use by another orchestrator (stop it, or take another --data)",
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => "the database in the data folder is damaged (restore a copy, or take another --data)",
        _ => null,
    };

    private static string FirstSentence(Exception exception) => exception.Message.Split('\n')[0].Trim().TrimEnd('.');
}
