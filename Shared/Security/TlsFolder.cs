using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Shared.Security;

/// <summary>
/// The folder that a process is given for TLS: its authority's certificate, its own, and the key to it, all PEM. <c>certs init</c> and <c>certs node</c> make such folders; any other
/// tool may, with the same three names.
/// </summary>
public sealed class TlsFolder
{
    /// <summary>The environment variable that names the folder where no option does.</summary>
    public const string Variable = "EXPERIMENTS_TLS";

    public const string AuthorityFile = "ca.crt";
    public const string CertificateFile = "node.crt";
    public const string KeyFile = "node.key";

    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    private TlsFolder(string path, X509Certificate2Collection authorities, X509Certificate2 certificate) =>
        (Path, Authority, Certificate) = (path, new OwnAuthority(authorities), certificate);

    public string Path { get; }

    /// <summary>Who signed whom this process talks to.</summary>
    public OwnAuthority Authority { get; }

    /// <summary>This process's own, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <exception cref="IOException">A file is missing or can't be read, the key is another certificate's, or the authority did not sign it; the message is one line and holds nothing of a key.</exception>
    public static TlsFolder Open(string folder)
    {
        var path = System.IO.Path.GetFullPath(folder);
        try
        {
            var certificate = Usable(X509Certificate2.CreateFromPemFile(System.IO.Path.Combine(path, CertificateFile), System.IO.Path.Combine(path, KeyFile)));
            var opened = new TlsFolder(path, OwnAuthority.Read(System.IO.Path.Combine(path, AuthorityFile)), certificate);
            return opened.Authority.FaultOf(certificate, OwnAuthority.PeerUsages) is { } fault
                ? throw new IOException($"{path} can't be used for TLS: {CertificateFile} is not one that {AuthorityFile} signed for a node and that holds now ({fault}); make it anew with 'certs node'")
                : opened;
        }
        catch (ArgumentException fault)
        {
            throw new IOException($"{path} can't be used for TLS: {KeyFile} is not the key of {CertificateFile}; make the folder anew with 'certs node'", fault);
        }
        catch (Exception fault) when (fault is CryptographicException or UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"{path} can't be used for TLS, it should hold {AuthorityFile}, {CertificateFile} and {KeyFile} as 'certs node' writes them: {fault.Message.Split('\n')[0].TrimEnd('.')}", fault);
        }
    }

    /// <summary>That the certificate ends soon, in one line with the cure; null where it does not.</summary>
    public string? EndsSoon(DateTimeOffset now) => Certificate.NotAfter.ToUniversalTime() - now.UtcDateTime < Soon
        ? string.Create(CultureInfo.InvariantCulture, $"the certificate in {Path} holds until {Certificate.NotAfter:yyyy-MM-dd} and nobody is talked to after that; make another with 'certs node'")
        : null;

    // Windows can't use a key that lies in memory alone for a handshake.
    private static X509Certificate2 Usable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null)
        : certificate;
}
