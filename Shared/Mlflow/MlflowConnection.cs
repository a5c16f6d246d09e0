using System.Net.Http.Headers;
using System.Text;
using Shared.Security;

namespace Shared.Mlflow;

/// <summary>
/// Where a tracking server is and how to be let in. Credentials come from the environment as for MLflow's Python client
/// (MLFLOW_TRACKING_USERNAME with MLFLOW_TRACKING_PASSWORD, of the environment or of ~/.mlflow/credentials, else MLFLOW_TRACKING_TOKEN), else from the address; they
/// are never printed. Whom to trust comes from MLFLOW_TRACKING_INSECURE_TLS, MLFLOW_TRACKING_SERVER_CERT_PATH and MLFLOW_TRACKING_CLIENT_CERT_PATH.
/// </summary>
public sealed class MlflowConnection
{
    private MlflowConnection(Uri address, AuthenticationHeaderValue? authorization, MlflowTls tls) => (Address, Authorization, Tls) = (address, authorization, tls);

    /// <summary>The server's address, without credentials, ending in a slash; a path in it is a prefix of every route.</summary>
    public Uri Address { get; }

    /// <summary>The credentials as every request carries them; never to be printed.</summary>
    public AuthenticationHeaderValue? Authorization { get; }

    internal MlflowTls Tls { get; }

    /// <summary>The address, safe to print.</summary>
    public override string ToString() => Address.AbsoluteUri.TrimEnd('/');

    /// <param name="environment">Reads a variable; null: the process's own environment.</param>
    /// <exception cref="FormatException">Not an http or https address; the message is one line and safe to print.</exception>
    public static MlflowConnection Parse(string trackingUri, Func<string, string?>? environment = null)
    {
        if (!Uri.TryCreate(trackingUri, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.Host.Length == 0)
        {
            throw new FormatException($"tracking URI '{WithoutUserInfo(trackingUri)}' is not an address like http://host:5000 or https://host");
        }
        var address = new UriBuilder(uri) { UserName = "", Password = "", Query = "", Fragment = "", Path = uri.AbsolutePath.TrimEnd('/') + "/" }.Uri;
        environment ??= Environment.GetEnvironmentVariable;
        return new MlflowConnection(address, Credentials(uri, environment), MlflowTls.From(environment, null));
    }

    /// <summary>To the tracking server that is an orchestrator's own: where the environment names no credentials for tracking, those for the orchestrator are taken.</summary>
    /// <param name="access">For the orchestrator; null: none.</param>
    /// <param name="environment">Reads a variable; null: nothing of the environment counts.</param>
    public static MlflowConnection Own(string trackingUri, OrchestratorAccess? access, Func<string, string?>? environment = null)
    {
        var connection = Parse(trackingUri, environment ?? (_ => null));
        return new(connection.Address, connection.Authorization ?? access?.Authorization, connection.Tls with { Own = access?.Authority });
    }

    private static AuthenticationHeaderValue? Credentials(Uri uri, Func<string, string?> environment)
    {
        var kept = Kept(environment("HOME"));
        var user = environment("MLFLOW_TRACKING_USERNAME") is { Length: > 0 } name ? name : kept.User;
        var password = environment("MLFLOW_TRACKING_PASSWORD") is { Length: > 0 } secret ? secret : kept.Password;
        if (!string.IsNullOrEmpty(user) && !string.IsNullOrEmpty(password))
        {
            return Basic($"{user}:{password}");
        }
        if (environment("MLFLOW_TRACKING_TOKEN") is { Length: > 0 } token)
        {
            return new AuthenticationHeaderValue("Bearer", token);
        }
        return uri.UserInfo.Length > 0 ? Basic(Uri.UnescapeDataString(uri.UserInfo)) : null;
    }

    private static (string? User, string? Password) Kept(string? home)
    {
        var file = string.IsNullOrEmpty(home) ? "" : Path.Combine(home, ".mlflow", "credentials");
        try
        {
            return File.Exists(file) ? MlflowEnvironment.Credentials(File.ReadLines(file)) : default;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{file} cannot be read: {fault.Message}", fault);
        }
    }

    private static AuthenticationHeaderValue Basic(string pair) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

    private static string WithoutUserInfo(string text)
    {
        var at = text.LastIndexOf('@');
        var start = text.IndexOf("//", StringComparison.Ordinal) is >= 0 and var slashes && slashes < at ? slashes + 2 : 0;
        return at < 0 ? text : text[..start] + text[(at + 1)..];
    }
}
