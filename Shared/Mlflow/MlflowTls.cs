using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Shared.Security;

namespace Shared.Mlflow;

/// <summary>Whom a client trusts and as whom it comes, over https.</summary>
/// <param name="Insecure">Any server's certificate is taken.</param>
/// <param name="Authorities">A PEM file: servers of these authorities are trusted, instead of the system's.</param>
/// <param name="Client">A PEM file with the client's certificate and its key.</param>
/// <param name="Own">Servers of this authority are trusted besides those that the system trusts; null: no others.</param>
internal sealed record MlflowTls(bool Insecure, string? Authorities, string? Client, OwnAuthority? Own)
{
    public static MlflowTls From(Func<string, string?> variable, OwnAuthority? own) => new(
        MlflowEnvironment.Flag("MLFLOW_TRACKING_INSECURE_TLS", usual: false, variable),
        variable("MLFLOW_TRACKING_SERVER_CERT_PATH") is { Length: > 0 } authorities ? authorities : null,
        variable("MLFLOW_TRACKING_CLIENT_CERT_PATH") is { Length: > 0 } client ? client : null,
        own);

    /// <exception cref="MlflowException">A file can't be read; the message is one line.</exception>
    public SslClientAuthenticationOptions Options()
    {
        var options = new SslClientAuthenticationOptions();
        try
        {
            if (Client is not null)
            {
                options.ClientCertificates = [X509Certificate2.CreateFromPemFile(Client)];
            }
            if (Authorities is not null && !Insecure)
            {
                var roots = new X509Certificate2Collection();
                roots.ImportFromPemFile(Authorities);
                options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new MlflowException(null, "", $"a certificate for the tracking server cannot be read (MLFLOW_TRACKING_SERVER_CERT_PATH, MLFLOW_TRACKING_CLIENT_CERT_PATH): {fault.Message}", fault);
        }
        if (Own is not null && Authorities is null)
        {
            options.RemoteCertificateValidationCallback = (_, certificate, _, errors) => Own.IsServer(certificate, errors);
        }
        if (Insecure)
        {
#pragma warning disable CA5359 // Asked for by name.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        return options;
    }
}
