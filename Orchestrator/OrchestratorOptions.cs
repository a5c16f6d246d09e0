using System.Net;
using Orchestrator.Access;
using Orchestrator.Hosting;
using Orchestrator.Hosting.Group;
using Orchestrator.Tracking.Artifacts;
using Shared.Mlflow;
using Shared.Security;

namespace Orchestrator;

/// <summary>Where an orchestrator keeps its data and at which addresses it answers.</summary>
public sealed record OrchestratorOptions
{
    public const int DefaultHttpPort = 5680;

    public const int DefaultClusterPort = 5681;

    /// <summary>Journal, tracking store, artifacts, checkpoints and logs lie below it; made where it is missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The address on which the HTTP API, the results page and the tracking server listen.</summary>
    public string HttpAddress { get; init; } = "127.0.0.1";

    /// <summary>0: any free port.</summary>
    public int HttpPort { get; init; } = DefaultHttpPort;

    /// <summary>The address at which node agents reach the cluster; they must be able to connect to it as written.</summary>
    public string ClusterAddress { get; init; } = "127.0.0.1";

    /// <summary>0: any free port.</summary>
    public int ClusterPort { get; init; } = DefaultClusterPort;

    /// <summary>Journal and snapshots on a PostgreSQL server, see <see cref="JournalAddress"/>; null: in a SQLite file in the data folder.</summary>
    public string? Journal { get; init; }

    /// <summary>Artifacts and checkpoints in an object store, see <see cref="ObjectStoreAddress"/>; null: in the data folder.</summary>
    public string? Artifacts { get; init; }

    /// <summary>Cluster addresses of all orchestrators that stand in for each other, HOST:PORT, this one's among them; empty: this is the only one.</summary>
    public IReadOnlyList<string> Orchestrators { get; init; } = [];

    /// <summary>An MLflow server to record in; null: the orchestrator's own.</summary>
    public string? TrackingUri { get; init; }

    /// <summary>A tracking server that does not answer is waited for where the folder has a journal already. Elsewhere, or without this, it is refused: its address may be wrong.</summary>
    public bool AwaitsTracking { get; init; }

    /// <summary>Who may use the HTTP port.</summary>
    public HttpAccess Access { get; init; } = new();

    /// <summary>The folder of <see cref="TlsFolder"/>: cluster and HTTP port speak TLS then; null: neither does.</summary>
    public string? Tls { get; init; }

    /// <summary>Said by name: ports may be opened to a network without asking who comes.</summary>
    public bool Insecure { get; init; }

    /// <summary>Where data sets lie, one folder each; null: the user's cache, which all runs share.</summary>
    public string? DatasetFolder { get; init; }

    /// <summary>The journal's SQLite file.</summary>
    public string JournalPath => Path.Combine(DataFolder, "journal.db");

    /// <summary>The nodes' addresses, for the next start.</summary>
    public string MembersPath => Path.Combine(DataFolder, "members");

    /// <summary>The SQLite file of the orchestrator's own tracking server.</summary>
    public string TrackingDatabase => Path.Combine(DataFolder, "tracking.db");

    /// <summary>The files that trials leave in the orchestrator's own tracking server, and their checkpoints, unless <see cref="Artifacts"/> has them.</summary>
    public string ArtifactFolder => Path.Combine(DataFolder, "artifacts");

    /// <summary>The log goes to the error output, too.</summary>
    public bool Verbose { get; init; }

    public string LogFolder => Path.Combine(DataFolder, "logs");

    /// <summary>The options themselves.</summary>
    /// <exception cref="RefusalException">Something is wrong with them; the message names every fault.</exception>
    public OrchestratorOptions Checked()
    {
        var faults = Faults().ToList();
        return faults.Count == 0 ? this : throw new RefusalException(string.Join("; ", faults));
    }

    private IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(DataFolder))
        {
            yield return "the data folder's name is empty";
        }

        if (!IPAddress.TryParse(HttpAddress, out _) && HttpAddress != "localhost")
        {
            yield return $"'{HttpAddress}' is no IP address to listen on (127.0.0.1 for this machine only, 0.0.0.0 for all networks)";
        }

        if (Uri.CheckHostName(ClusterAddress) == UriHostNameType.Unknown || (IPAddress.TryParse(ClusterAddress, out var any) && (any.Equals(IPAddress.Any) || any.Equals(IPAddress.IPv6Any))))
        {
            yield return $"'{ClusterAddress}' is no host name or address that nodes could connect to; name the one by which they know this machine";
        }

        foreach (var (what, port) in new[] { ("port", HttpPort), ("cluster port", ClusterPort) }.Where(pair => pair.Item2 is < 0 or > 65535))
        {
            yield return $"{what} {port} is not between 0 and 65535";
        }

        if (HttpPort == ClusterPort && HttpPort != 0)
        {
            yield return $"port {HttpPort} can't serve both HTTP and the cluster";
        }

        if (TrackingUri is not null && TrackingFault(TrackingUri) is { } fault)
        {
            yield return fault;
        }

        if (Journal is not null && JournalAddress.Fault(Journal) is { } wrong)
        {
            yield return wrong;
        }

        if (Artifacts is not null && ObjectStoreAddress.Fault(Artifacts) is { } noBucket)
        {
            yield return noBucket;
        }

        if (ListeningRules.HttpFault(HttpAddress, Access.UsersFile is not null, Insecure, "--address") is { } open)
        {
            yield return open;
        }

        if (ListeningRules.ClusterFault(ClusterAddress, Tls is not null, Insecure, "--address") is { } plain)
        {
            yield return plain;
        }

        foreach (var one in GroupRules.Faults(Orchestrators, $"{ClusterAddress}:{ClusterPort}", shared: Journal is not null, external: TrackingUri is not null))
        {
            yield return one;
        }
    }

    private static string? TrackingFault(string uri)
    {
        try
        {
            _ = MlflowConnection.Parse(uri);
            // They would travel to every node and stand in the journal.
            return new Uri(uri).UserInfo.Length == 0
                ? null
                : "the tracking URI holds credentials; give them in MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, here and on each node";
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }
}
