using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Shared.Security;

/// <summary>A private authority: who has a certificate of it belongs to us.</summary>
public sealed class OwnAuthority(X509Certificate2Collection roots)
{
    // Of RFC 5280: id-kp-serverAuth and id-kp-clientAuth.
    private const string Server = "1.3.6.1.5.5.7.3.1";
    private const string Client = "1.3.6.1.5.5.7.3.2";

    /// <summary>What a member of the cluster must have been signed for: it calls and is called.</summary>
    public static IReadOnlyList<string> PeerUsages { get; } = [Server, Client];

    private static IReadOnlyList<string> ServerUsages { get; } = [Server];

    /// <exception cref="IOException">The file can't be read or holds no certificate; the message is one line.</exception>
    public static X509Certificate2Collection Read(string file)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(file);
            return roots.Count > 0 ? roots : throw new IOException($"{file} holds no certificate");
        }
        catch (Exception fault) when (fault is CryptographicException or UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"the authority's certificate {file} can't be read: {fault.Message.Split('\n')[0].TrimEnd('.')}", fault);
        }
    }

    /// <summary>Whether a member of the cluster is one of ours. The machine's own authorities count for nothing here.</summary>
    public bool IsPeer(X509Certificate2? certificate) => certificate is not null && FaultOf(certificate, PeerUsages) is null;

    /// <summary>For a client of servers that may be ours or the world's: trusts what the machine trusts, and what this authority signed for the name that was called.</summary>
    public bool IsServer(X509Certificate? certificate, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None
        || (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is X509Certificate2 server && FaultOf(server, ServerUsages) is null);

    /// <summary>Why the authority does not stand for a certificate; null where it does.</summary>
    internal string? FaultOf(X509Certificate2 certificate, IReadOnlyList<string> usages)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        // There is nobody to ask: a key that got lost means a new authority.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        foreach (var usage in usages)
        {
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        }

        return chain.Build(certificate) ? null : string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.')));
    }
}
