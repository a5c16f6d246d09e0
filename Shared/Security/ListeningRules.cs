using System.Net;

namespace Shared.Security;

/// <summary>Where a process may listen without asking who comes. Pure.</summary>
public static class ListeningRules
{
    /// <summary>By its name, a wish to listen without protection.</summary>
    public const string InsecureVariable = "EXPERIMENTS_INSECURE";

    /// <summary>Whether nobody but this machine can connect to an address or name.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether the variable says yes, as <c>--insecure</c> does.</summary>
    public static bool IsInsecure(Func<string, string?> variable) => variable(InsecureVariable)?.Trim().ToLowerInvariant() is "true" or "1";

    /// <summary>Why a cluster port may not be opened at an address, in one line with the cure; null where it may.</summary>
    public static string? ClusterFault(string host, bool tls, bool insecure, string option) => tls || insecure || IsLoopback(host)
        ? null
        : $"{option} {host} would open the cluster to its network without TLS, and whoever reaches it could take part; give this machine a certificate with 'certs init' and 'certs node' and name its folder in --tls, or say --insecure";

    /// <summary>Why an HTTP port may not be opened at an address, in one line with the cure; null where it may.</summary>
    public static string? HttpFault(string host, bool auth, bool insecure, string option) => auth || insecure || IsLoopback(host)
        ? null
        : $"{option} {host} would open API, results page and runs to its network, and whoever reaches it could do everything; make a file of users with 'auth user add' and 'auth token add' and name it in --auth, or say --insecure";
}
