using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shared.Security;

namespace Orchestrator.Certificates;

/// <summary>A private authority in a folder: its certificate and key, and below it a folder for each node that it signed for. Whoever has <c>ca.key</c> can make nodes: it need lie on no machine of the cluster.</summary>
/// <param name="folder">Where its certificate and key lie.</param>
internal sealed class PrivateAuthority(string folder, TimeProvider clock)
{
    public const string KeyFile = "ca.key";

    private const int AuthorityYears = 10;

    // As long as the world's browsers would take it of a public one.
    private const int NodeDays = 825;

    // Of RFC 5280: id-kp-serverAuth and id-kp-clientAuth; a node calls and is called.
    private static readonly OidCollection Usages = new() { new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2") };

    // Clocks of a cluster differ.
    private static readonly TimeSpan Earlier = TimeSpan.FromHours(1);

    private string CertificatePath => Path.Combine(folder, TlsFolder.AuthorityFile);

    private string KeyPath => Path.Combine(folder, KeyFile);

    /// <summary>Makes it.</summary>
    /// <exception cref="RefusalException">There is one already, or the folder can't be written.</exception>
    public void Make() => Guarded(() =>
    {
        if (new[] { CertificatePath, KeyPath }.FirstOrDefault(File.Exists) is { } there)
        {
            throw new RefusalException($"{there} exists already: nodes that it signed for would not know those of a new authority; choose another --folder, or delete it first");
        }

        OwnersFiles.MakeFolder(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Experiments {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - Earlier, now.AddYears(AuthorityYears));
        OwnersFiles.Write(KeyPath, key.ExportPkcs8PrivateKeyPem());
        OwnersFiles.Write(CertificatePath, certificate.ExportCertificatePem());
    });

    /// <summary>Makes a node's folder, with all that <c>--tls</c> wants.</summary>
    /// <param name="hosts">Names and addresses by which it is reached, besides its own name and the loopback.</param>
    /// <returns>The folder, and how long its certificate holds.</returns>
    /// <exception cref="RefusalException">There is one already, there is no authority, or the folder can't be written.</exception>
    public (string Folder, DateTimeOffset Until) MakeNode(string name, IReadOnlyList<string> hosts)
    {
        var made = Path.Combine(folder, CheckedName(name));
        var now = clock.GetUtcNow();
        DateTimeOffset until = default;
        Guarded(() =>
        {
            if (Directory.Exists(made))
            {
                throw new RefusalException($"{made} exists already; delete it to give {name} a new certificate, or choose another name");
            }

            using var authority = Open();
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            until = Earliest(now.AddDays(NodeDays), authority.NotAfter);
            using var certificate = Request(name, hosts, key, authority).Create(authority, now - Earlier, until, RandomNumberGenerator.GetBytes(16));
            OwnersFiles.MakeFolder(made);
            OwnersFiles.Write(Path.Combine(made, TlsFolder.KeyFile), key.ExportPkcs8PrivateKeyPem());
            OwnersFiles.Write(Path.Combine(made, TlsFolder.CertificateFile), certificate.ExportCertificatePem());
            OwnersFiles.Write(Path.Combine(made, TlsFolder.AuthorityFile), authority.ExportCertificatePem());
        });
        return (made, until);
    }

    private X509Certificate2 Open()
    {
        if (!File.Exists(CertificatePath) || !File.Exists(KeyPath))
        {
            throw new RefusalException($"{Path.GetFullPath(folder)} holds no {TlsFolder.AuthorityFile} with its {KeyFile}; make them with 'certs init --folder {folder}'");
        }

        return X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);
    }

    private static CertificateRequest Request(string name, IReadOnlyList<string> hosts, ECDsa key, X509Certificate2 authority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(Usages, critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(Names([name, "localhost", "127.0.0.1", "::1", .. hosts]));
        return request;
    }

    private static X509Extension Names(IEnumerable<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(Uri.CheckHostName(host) == UriHostNameType.Dns ? host : throw new RefusalException($"'{host}' is no host name or address"));
            }
        }

        return names.Build();
    }

    // A folder's name, a host's name and a subject in one.
    private static string CheckedName(string name) =>
        name.Length is > 0 and <= 63 && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') && Uri.CheckHostName(name) == UriHostNameType.Dns
            ? name
            : throw new RefusalException($"'{name}' is no node's name: it has letters, digits, '-' and '.', as a host's name");

    private static DateTimeOffset Earliest(DateTimeOffset wanted, DateTime authority) => wanted < authority ? wanted : authority;

    private static void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RefusalException($"the certificate cannot be made: {fault.Message.TrimEnd('.')}; choose another --folder", fault);
        }
    }
}
