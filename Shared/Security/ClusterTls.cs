using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Hosting;

namespace Shared.Security;

/// <summary>Mutual TLS between the processes of a cluster: each shows a certificate of our authority, or is not heard.</summary>
public static class ClusterTls
{
    /// <summary>The beginning of every address in a cluster: one with TLS and one without are two networks.</summary>
    public static string Protocol(TlsFolder? tls) => tls is null ? "akka.tcp" : "akka.ssl.tcp";

    /// <summary>The same options, with TLS where there is a folder for it.</summary>
    public static RemoteOptions Secured(this RemoteOptions options, TlsFolder? tls)
    {
        if (tls is not null)
        {
            options.EnableSsl = true;
            options.Ssl = new SslOptions
            {
                X509Certificate = tls.Certificate,
                RequireMutualAuthentication = true,
                // A node's address is whatever its network gave it; whom we talk to is decided by the authority alone, below.
                ValidateCertificateHostname = false,
                SuppressValidation = false,
                CustomValidator = (certificate, _, _, _, _) => tls.Authority.IsPeer(certificate as X509Certificate2),
            };
        }

        return options;
    }

    /// <summary>
    /// Whether a process that Akka may talk to listens there. To be asked before a process is called that may have changed its certificate: where the answer is a stranger's, Akka's remoting ends its own
    /// actor system, the caller's.
    /// </summary>
    public static async Task<bool> AnswersAsync(TlsFolder? tls, string host, int port, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, cancellation);
            if (tls is not null)
            {
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions
                    {
                        TargetHost = host,
                        ClientCertificates = [tls.Certificate],
                        RemoteCertificateValidationCallback = (_, certificate, _, _) => tls.Authority.IsPeer(certificate as X509Certificate2),
                    },
                    cancellation);
            }

            return true;
        }
        catch (Exception fault) when (fault is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            return false;
        }
    }
}
