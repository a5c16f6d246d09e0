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
                CustomValidator = (certificate, _, _, _, _) => tls.Authority.IsPeer(certificate),
            };
        }

        return options;
    }
}
