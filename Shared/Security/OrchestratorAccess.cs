using System.Net.Http.Headers;
using System.Net.Security;

namespace Shared.Security;

/// <summary>As whom a process comes to an orchestrator over HTTP, and by whom it knows one over https.</summary>
/// <param name="token">Never printed.</param>
/// <param name="authority">Whose servers are trusted besides those that the machine trusts.</param>
public sealed class OrchestratorAccess(string? token, OwnAuthority? authority)
{
    /// <summary>A token, as <c>auth token add</c> prints it.</summary>
    public const string TokenVariable = "EXPERIMENTS_TOKEN";

    /// <summary>A file whose first line is the token.</summary>
    public const string TokenFileVariable = "EXPERIMENTS_TOKEN_FILE";

    /// <summary>Comes as nobody and trusts what the machine trusts.</summary>
    public static OrchestratorAccess None { get; } = new(null, null);

    /// <summary>What every request to an orchestrator carries; never to be printed.</summary>
    public AuthenticationHeaderValue? Authorization { get; } = token is null ? null : new("Bearer", token);

    public OwnAuthority? Authority => authority;

    /// <summary>The token of the environment, and the authority of a folder for TLS, or else of the one that <see cref="TlsFolder.Variable"/> names: for a client its certificate alone need lie there.</summary>
    /// <exception cref="IOException">A file that a variable names can't be read; the message is one line and holds no secret.</exception>
    public static OrchestratorAccess From(Func<string, string?> variable, TlsFolder? tls = null)
    {
        if (tls is not null)
        {
            return new(Token(variable), tls.Authority);
        }

        var folder = Named(variable, TlsFolder.Variable);
        return new(Token(variable), folder is null ? null : new OwnAuthority(OwnAuthority.Read(Path.Combine(folder, TlsFolder.AuthorityFile))));
    }

    /// <summary>Sockets that trust as this says.</summary>
    public SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        if (authority is not null)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, errors) => authority.IsServer(certificate, errors) };
        }

        return handler;
    }

    private static string? Token(Func<string, string?> variable)
    {
        if (Named(variable, TokenVariable) is { } token)
        {
            return Checked(token.Trim(), $"${TokenVariable}");
        }

        if (Named(variable, TokenFileVariable) is not { } file)
        {
            return null;
        }

        try
        {
            return Checked((File.ReadLines(file).FirstOrDefault() ?? "").Trim(), file);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"the token in {file} (${TokenFileVariable}) can't be read: {fault.Message.TrimEnd('.')}", fault);
        }
    }

    // What can't stand in a header would be told by the exception that it makes there.
    private static string Checked(string token, string from) => token.Length > 0 && token.All(c => c is > ' ' and < '\x7f')
        ? token
        : throw new IOException($"{from} holds no token; 'auth token add' prints one");

    private static string? Named(Func<string, string?> variable, string name) => variable(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
