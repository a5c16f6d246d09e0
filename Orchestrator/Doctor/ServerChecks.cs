using Orchestrator.Hosting;
using Orchestrator.Tracking.Artifacts;
using Shared.Mlflow;
using Shared.Security;

namespace Orchestrator.Doctor;

/// <summary>What a machine must reach: an orchestrator, a tracking server, a journal's database.</summary>
internal static class ServerChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A hello is older than that only where something is wrong; certificates and back-offs bear as much.
    private static readonly TimeSpan LargestSkew = TimeSpan.FromSeconds(5);

    /// <summary>Whether an orchestrator answers there, whether it is ready, and whether its clock says the same as ours.</summary>
    /// <param name="access">By whom it is known over https.</param>
    public static async Task<IReadOnlyList<Finding>> OrchestratorAsync(Uri server, OrchestratorAccess access, TimeProvider clock, CancellationToken cancellation)
    {
        using var http = new HttpClient(access.Handler()) { BaseAddress = server, Timeout = Patience };
        try
        {
            using var health = await http.GetAsync(new Uri("health", UriKind.Relative), cancellation);
            var now = clock.GetUtcNow();
            health.EnsureSuccessStatusCode();
            using var ready = await http.GetAsync(new Uri("ready", UriKind.Relative), cancellation);
            return
            [
                ready.IsSuccessStatusCode
                    ? Finding.Well("orchestrator", $"{server} takes sweeps")
                    : Finding.Ill("orchestrator", $"{server} lives and takes no sweeps: {(await ready.Content.ReadAsStringAsync(cancellation)).Trim()}", "wait while it starts; else its log (DATA/logs) has the details"),
                .. health.Headers.Date is { } theirs ? [Skew(theirs, now)] : Array.Empty<Finding>(),
            ];
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return [Finding.Ill("orchestrator", $"{server} does not answer: {fault.GetBaseException().Message.TrimEnd('.')}", "is 'serve' running there, on an --address that this machine reaches? A firewall must let ports 5680 and 5681 through; https wants the authority's ca.crt in the folder that EXPERIMENTS_TLS names")];
        }
    }

    /// <summary>Whether an orchestrator of this machine has the usual port, by http or by https.</summary>
    public static async Task<bool> IsHereAsync(OrchestratorAccess access, TimeProvider clock, CancellationToken cancellation)
    {
        foreach (var scheme in new[] { "http", "https" })
        {
            if ((await OrchestratorAsync(new Uri($"{scheme}://127.0.0.1:{OrchestratorOptions.DefaultHttpPort}"), access, clock, cancellation)).All(finding => finding.Good is not false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Pure.</summary>
    internal static Finding Skew(DateTimeOffset theirs, DateTimeOffset ours)
    {
        var apart = (theirs - ours).Duration();
        // The header has whole seconds.
        return apart <= LargestSkew
            ? Finding.Well("clocks", $"this machine's and the orchestrator's are at most {Math.Ceiling(apart.TotalSeconds) + 1:0} seconds apart")
            : Finding.Ill("clocks", $"this machine's and the orchestrator's are {apart.TotalSeconds:0} seconds apart", "set both by NTP (timedatectl set-ntp true): ages, back-offs and charts are told by them");
    }

    /// <summary>Whether MLflow answers; the version as it tells it.</summary>
    /// <param name="uri">Null: the server that is built in, which needs no look.</param>
    public static async Task<Finding> TrackingAsync(string? uri, CancellationToken cancellation)
    {
        if (uri is null)
        {
            return Finding.Note("tracking", "the server that is built in records (MLFLOW_TRACKING_URI or --tracking names another)");
        }

        try
        {
            using var client = new MlflowClient(MlflowConnection.Parse(uri), new MlflowClientOptions { Patience = TimeSpan.FromSeconds(1), RequestTimeout = Patience });
            await client.CheckAsync(cancellation);
            return Finding.Well("tracking", $"{uri} answers{await VersionAsync(uri, cancellation)}");
        }
        catch (Exception fault) when (fault is MlflowException or FormatException or ArgumentException)
        {
            return Finding.Ill("tracking", $"{uri}: {fault.Message.Split('\n')[0].TrimEnd('.')}", "look at MLFLOW_TRACKING_URI, and at MLFLOW_TRACKING_USERNAME with MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN");
        }
    }

    /// <summary>Whether the journal's database lets us in.</summary>
    /// <param name="address">Null: the journal is a file in the data folder.</param>
    public static async Task<Finding> JournalAsync(string? address, CancellationToken cancellation)
    {
        if (address is null)
        {
            return Finding.Note("journal", "a file in the data folder (EXPERIMENTS_JOURNAL or --journal names a PostgreSQL database)");
        }

        try
        {
            var server = new JournalServer(JournalAddress.Parse(address));
            return Finding.Well("journal", await server.ExistsAsync(cancellation) ? $"{server.Place} answers, and holds a journal" : $"{server.Place} answers, and is empty");
        }
        catch (RefusalException refusal)
        {
            return Finding.Ill("journal", refusal.Message, "start PostgreSQL, let this machine in (pg_hba.conf), and give the password in PGPASSWORD or in a file that PGPASSFILE names");
        }
    }

    /// <summary>Whether the artifacts' bucket takes what is written, gives it back, and lets it be deleted.</summary>
    /// <param name="address">Null: artifacts are files in the data folder.</param>
    public static async Task<Finding> ArtifactsAsync(string? address, CancellationToken cancellation)
    {
        if (address is null)
        {
            return Finding.Note("artifacts", "a folder in the data folder (EXPERIMENTS_ARTIFACTS or --artifacts names a bucket)");
        }

        try
        {
            using var store = ObjectStores.Open(ObjectStoreAddress.Parse(address), Path.GetTempPath());
            var probe = ArtifactPath.Parse($"doctor-{Guid.NewGuid():N}");
            using var content = new MemoryStream([1]);
            await store.WriteAsync(probe, content, cancellation);
            await using var back = (await store.OpenAsync(probe, cancellation))?.Content;
            var read = back is null ? 0 : await back.ReadAsync(new byte[1], cancellation);
            await store.DeleteAsync(probe, cancellation);
            return read == 1 ? Finding.Well("artifacts", $"{address} takes objects and gives them back") : Finding.Ill("artifacts", $"{address} does not give back what it took", ObjectStores.Cure);
        }
        catch (Exception fault) when (fault is RefusalException or IOException)
        {
            return Finding.Ill("artifacts", fault.Message, ObjectStores.Cure);
        }
    }

    // MLflow tells its version to everybody; a gateway before it may not.
    private static async Task<string> VersionAsync(string uri, CancellationToken cancellation)
    {
        try
        {
            using var http = new HttpClient { Timeout = Patience };
            var version = (await http.GetStringAsync(new Uri(uri.TrimEnd('/') + "/version"), cancellation)).Trim();
            return version.Length is > 0 and < 20 && char.IsAsciiDigit(version[0]) ? $", as MLflow {version}" : "";
        }
        catch (Exception fault) when (fault is HttpRequestException or UriFormatException || (fault is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return "";
        }
    }
}
