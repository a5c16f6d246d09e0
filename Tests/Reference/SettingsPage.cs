using System.Text.RegularExpressions;
using Tests.Support;

namespace Tests.Reference;

/// <summary>Environment variables that the code names, each with what is said of it here, and the keys of the HOCON files with the comments above them.</summary>
internal static partial class SettingsPage
{
    private static readonly string[] Parts = ["Orchestrator", "GpuNode", "Experiments", "Shared"];

    // A variable that the code names and this does not, or the other way round, is refused.
    private static readonly Dictionary<string, (string Who, string What)> Variables = new()
    {
        ["AWS_ACCESS_KEY_ID"] = ("orchestrator", "With `AWS_SECRET_ACCESS_KEY`: the key to the bucket that `--artifacts` names. Read by Amazon's library, as are profiles and roles; kept from trainers."),
        ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = ("orchestrator", "Amazon's own; kept from trainers."),
        ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = ("orchestrator", "Amazon's own; kept from trainers."),
        ["AWS_DEFAULT_REGION"] = ("orchestrator", "Where `AWS_REGION` is not set."),
        ["AWS_ENDPOINT_URL"] = ("orchestrator", "Where `AWS_ENDPOINT_URL_S3` is not set."),
        ["AWS_ENDPOINT_URL_S3"] = ("orchestrator", "Where the object store is, if it is not Amazon's."),
        ["AWS_REGION"] = ("orchestrator", "The bucket's region; `us-east-1` for a store that is not Amazon's."),
        ["AWS_SECRET_ACCESS_KEY"] = ("orchestrator", "See `AWS_ACCESS_KEY_ID`."),
        ["AWS_SESSION_TOKEN"] = ("orchestrator", "Amazon's own; kept from trainers."),
        ["AWS_SHARED_CREDENTIALS_FILE"] = ("orchestrator", "Amazon's own; kept from trainers."),
        ["AWS_WEB_IDENTITY_TOKEN_FILE"] = ("orchestrator", "Amazon's own; kept from trainers."),
        ["EXPERIMENTS_ARTIFACTS"] = ("orchestrator", "The bucket that `--artifacts` names; without either artifacts and checkpoints are files of the data folder."),
        ["EXPERIMENTS_AUTH"] = ("orchestrator, commands", "The file of users that `--auth` (and `auth … --file`) names; `run` heeds it, too."),
        ["EXPERIMENTS_CHAOS"] = ("bench chaos", "Marks the processes of one proof, so that all of them are found at its end. Set by the proof itself."),
        ["EXPERIMENTS_DATASETS"] = ("all", "Folder in which data sets are kept. Usually `experiments/datasets` below `$XDG_CACHE_HOME`, or the user's cache."),
        ["EXPERIMENTS_DETERMINISTIC"] = ("trainer", "`false`: CUDA kernels may be faster and not repeat themselves to the bit."),
        ["EXPERIMENTS_INSECURE"] = ("orchestrator, agent", "`true`: as `--insecure`, listen where others reach it without asking who comes."),
        ["EXPERIMENTS_JOURNAL"] = ("orchestrator", "The PostgreSQL database that `--journal` names; without either the journal is a file of the data folder."),
        ["EXPERIMENTS_LOG"] = ("orchestrator, agent", "`json`: logs as one JSON object a line."),
        ["EXPERIMENTS_NODE"] = ("orchestrator", "Folder that holds the agent `GpuNode`, where it is not found by itself."),
        ["EXPERIMENTS_ORCHESTRATOR"] = ("bench", "Folder that holds the orchestrator, where it is not found by itself."),
        ["EXPERIMENTS_SERVER"] = ("commands", "Address of the orchestrator that `--server` names."),
        ["EXPERIMENTS_TLS"] = ("all but trainers", "The folder of certificates that `--tls` names; commands need only its `ca.crt`."),
        ["EXPERIMENTS_TOKEN"] = ("commands, agent", "The token with which to come to an orchestrator that asks."),
        ["EXPERIMENTS_TOKEN_FILE"] = ("commands, agent", "A file that holds it."),
        ["EXPERIMENTS_TRACKING_PASSWORD"] = ("tracking import, export", "With the user's name: credentials for our own server, since MLflow's variables are for the other one."),
        ["EXPERIMENTS_TRACKING_TOKEN"] = ("tracking import, export", "The same as a token."),
        ["EXPERIMENTS_TRACKING_USERNAME"] = ("tracking import, export", "See `EXPERIMENTS_TRACKING_PASSWORD`."),
        ["EXPERIMENTS_TRAINER"] = ("orchestrator, agent", "Folder that holds the trainer `Experiments`, where it is not found by itself."),
        ["MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING"] = ("agent", "`false`: no system metrics, as `--system-metrics 0`."),
        ["MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR"] = ("all that write to MLflow", "Seconds before a request is tried again the first time; 0.25 where it is not set."),
        ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = ("all that write to MLflow", "How often a request is tried again; without end where it is not set, within the request's own patience."),
        ["MLFLOW_HTTP_REQUEST_TIMEOUT"] = ("all that write to MLflow", "Seconds that one request may take; 120 where it is not set."),
        ["MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER"] = ("all that write to MLflow", "`false`: a server's `Retry-After` is not heeded."),
        ["MLFLOW_S3_ENDPOINT_URL"] = ("orchestrator", "Where `AWS_ENDPOINT_URL_S3` and `AWS_ENDPOINT_URL` are not set."),
        ["MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL"] = ("agent", "Seconds between samples, as `--system-metrics`; 10 where it is not set."),
        ["MLFLOW_TRACKING_CLIENT_CERT_PATH"] = ("all that write to MLflow", "A PEM file with certificate and key, as which to come."),
        ["MLFLOW_TRACKING_INSECURE_TLS"] = ("all that write to MLflow", "`true`: any certificate is taken."),
        ["MLFLOW_TRACKING_PASSWORD"] = ("all that write to MLflow", "See `MLFLOW_TRACKING_USERNAME`."),
        ["MLFLOW_TRACKING_SERVER_CERT_PATH"] = ("all that write to MLflow", "A PEM file with the authorities to trust."),
        ["MLFLOW_TRACKING_TOKEN"] = ("all that write to MLflow", "A bearer token."),
        ["MLFLOW_TRACKING_URI"] = ("orchestrator", "The MLflow server that `--tracking` names; without either the one built in."),
        ["MLFLOW_TRACKING_USERNAME"] = ("all that write to MLflow", "With the password: whom to come as; else `~/.mlflow/credentials` says it."),
        ["MLFLOW_TRUNCATE_LONG_VALUES"] = ("client and server", "`false`: params and tags that are too long are refused instead of cut."),
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = ("orchestrator, agent", "Where metrics and spans go; `OTEL_EXPORTER_OTLP_METRICS_ENDPOINT` and `…_TRACES_ENDPOINT` say it of one."),
        ["OTEL_EXPORTER_OTLP_HEADERS"] = ("orchestrator, agent", "OpenTelemetry's own; kept from trainers, for it may hold a secret."),
        ["OTEL_EXPORTER_OTLP_METRICS_HEADERS"] = ("orchestrator, agent", "The same for metrics."),
        ["OTEL_EXPORTER_OTLP_TRACES_HEADERS"] = ("orchestrator, agent", "The same for spans."),
        ["OTEL_SDK_DISABLED"] = ("orchestrator, agent", "`true`: nothing is sent."),
        ["OTEL_SERVICE_NAME"] = ("orchestrator, agent", "What the sender is called; `experiments-orchestrator` or `experiments-node` where it is not set."),
    };

    public static string Write()
    {
        var named = Named();
        if (!named.SetEquals(Variables.Keys))
        {
            throw new InvalidOperationException($"SettingsPage.Variables does not say what the code reads: missing {string.Join(", ", named.Except(Variables.Keys))}; too many {string.Join(", ", Variables.Keys.Except(named))}");
        }

        var page = new PageText("Settings", "What is set by the environment and by the files in `hocon/`. Most has an option, which wins: [commands](commands.md).");
        page.Heading(2, "Environment variables").Table(["variable", "who reads it", "what it does"],
            Variables.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new[] { PageText.Code(pair.Key), pair.Value.Who, pair.Value.What }));
        foreach (var file in Directory.GetFiles(Repository.Path("hocon"), "*.conf").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            page.Heading(2, $"hocon/{name}").Line($"[The file](../../hocon/{name}) lies beside the program as built; each key says why it differs from Akka's default.").Line()
                .Table(["key", "value", "why"], HoconComments.Read(File.ReadAllLines(file)).Select(one => new[] { PageText.Code(one.Key), PageText.Code(one.Value), one.Why }));
        }

        return page.ToString();
    }

    private static HashSet<string> Named() =>
        [.. Parts.SelectMany(part => Directory.GetFiles(Repository.Path(part), "*.cs", SearchOption.AllDirectories)).SelectMany(file => Name().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))];

    [GeneratedRegex(@"""((?:EXPERIMENTS|MLFLOW|OTEL|AWS)_[A-Z0-9_]*[A-Z0-9])""")]
    private static partial Regex Name();
}
