using System.CommandLine;
using Orchestrator.Sweeps;
using Shared.Security;

namespace Orchestrator.CommandLine;

/// <summary>Arguments and options that several commands share; each call makes one, since a symbol belongs to one command.</summary>
public static class SweepArguments
{
    public const string DefaultData = "./.experiments";

    public const string ServerVariable = "EXPERIMENTS_SERVER";

    public const string TrackingVariable = "MLFLOW_TRACKING_URI";

    public const string JournalVariable = "EXPERIMENTS_JOURNAL";

    public const string ArtifactsVariable = "EXPERIMENTS_ARTIFACTS";

    public static Argument<string> File() => new("SWEEP") { Description = "The sweep's YAML file" };

    public static Argument<string[]> Files() => new("SWEEP")
    {
        Description = "The sweeps' YAML files, done one after the other; a later one may start from an earlier one's weights",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "Put a value into the sweep file before it is read, such as parameters.epochs=2 or parameters.noise=[0.3,0.5]; may be repeated, and holds for every file",
        HelpName = "PATH=VALUE",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    /// <summary>What was typed behind <c>--set</c>.</summary>
    /// <exception cref="RefusalException">One of them can't be read.</exception>
    public static IReadOnlyList<SweepOverride> Overrides(string[]? typed)
    {
        var (overrides, fault) = SweepOverride.Parse(typed ?? []);
        return fault is null ? overrides : throw new RefusalException(fault);
    }

    public static Argument<string> Known() => new("SWEEP") { Description = "A sweep's id, the beginning of it, or its name" };

    public static Argument<string?> KnownOrNewest() => new("SWEEP")
    {
        Description = "A sweep's id, the beginning of it, or its name; without it the newest that is not over, or else the newest",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Option<string> Data() => new("--data")
    {
        Description = "Folder for everything that is kept: journal, tracked runs, artifacts, checkpoints, logs",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultData,
    };

    public static Option<int> Port() => new("--port")
    {
        Description = "Port of the HTTP API, the results page and the tracking server",
        HelpName = "PORT",
        DefaultValueFactory = _ => OrchestratorOptions.DefaultHttpPort,
    };

    public static Option<int> ClusterPort() => new("--cluster-port")
    {
        Description = "Port that node agents join at",
        HelpName = "PORT",
        DefaultValueFactory = _ => OrchestratorOptions.DefaultClusterPort,
    };

    public static Option<string?> Tracking() => new("--tracking")
    {
        Description = $"An MLflow server to record in [default: ${TrackingVariable}, or else the one built in]",
        HelpName = "URI",
    };

    public static Option<string?> Journal() => new("--journal")
    {
        Description = $"A PostgreSQL database for the journal, postgres://USER@HOST:PORT/DATABASE; the password comes from $PGPASSWORD or the file that $PGPASSFILE names [default: ${JournalVariable}, or else a file in the data folder]",
        HelpName = "URL",
    };

    public static Option<string?> Artifacts() => new("--artifacts")
    {
        Description = $"A bucket of an S3-compatible object store for artifacts and checkpoints, s3://BUCKET/PREFIX; keys and endpoint come from $AWS_ACCESS_KEY_ID, $AWS_SECRET_ACCESS_KEY, $AWS_REGION and $AWS_ENDPOINT_URL_S3 [default: ${ArtifactsVariable}, or else a folder in the data folder]",
        HelpName = "URL",
    };

    public static Option<string[]> Orchestrators() => new("--orchestrators")
    {
        Description = "Three orchestrators, or five, that stand in for each other: the cluster address of each, this one's among them, the same list everywhere; needs --journal and --tracking",
        HelpName = "HOST:PORT,…",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
        CustomParser = Separated,
    };

    public static Option<string?> Server() => new("--server")
    {
        Description = $"Address of the orchestrator [default: ${ServerVariable}, or else {DefaultServer}]",
        HelpName = "URL",
    };

    public static Option<string?> ServerToAsk() => new("--server")
    {
        Description = $"An orchestrator to ask whose weights a sweep with start_from would start from [default: ${ServerVariable}, or else none]",
        HelpName = "URL",
    };

    public static Option<string?> ServerToRead() => new("--server")
    {
        Description = $"An orchestrator that has the sweep [default: ${ServerVariable}, or else the folder named by --data]",
        HelpName = "URL",
    };

    public static Option<string?> Tls() => new("--tls")
    {
        Description = $"Folder with ca.crt, node.crt and node.key, as 'certs node' makes it: nodes must show a certificate of that authority, and HTTP becomes https [default: ${TlsFolder.Variable}, or else no TLS]",
        HelpName = "DIR",
    };

    public static Option<bool> Insecure() => new("--insecure")
    {
        Description = $"Listen at an address that others reach without --auth and --tls, where whoever comes may do everything [default: ${ListeningRules.InsecureVariable}]",
    };

    public static Option<bool> Plain() => new("--plain") { Description = "Plain lines, no colours and no redrawing, as when the output is redirected" };

    public static Option<bool> Json(string what) => new("--json") { Description = $"{what} as JSON on the standard output" };

    public static Option<bool> Verbose() => new("--verbose") { Description = "Show the log on the error output, too" };

    public static Option<bool> NoCache() => new("--no-cache") { Description = "Train every trial, also those whose answer another sweep has (--fresh implies it)" };

    public static Option<bool> Fresh() => new("--fresh") { Description = "Train everything anew, also what an earlier run of the same file finished" };

    public static Option<string[]> Devices() => new("--devices")
    {
        Description = "Devices to train on, such as cpu,cuda:0 [default: every CUDA device, or else the CPU]",
        HelpName = "LIST",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
        CustomParser = Separated,
    };

    public static Option<int?> SlotsPerDevice()
    {
        var option = new Option<int?>("--slots-per-device")
        {
            Description = "Trials that train at the same time on one device [default: 4 on a GPU, as far as its memory goes; one a core on the CPU]",
            HelpName = "N",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var slots) && slots < 1)
            {
                result.AddError($"--slots-per-device must be at least 1, not {slots}");
            }
        });
        return option;
    }

    private static string[] Separated(System.CommandLine.Parsing.ArgumentResult result) =>
        [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static string DefaultServer => $"http://127.0.0.1:{OrchestratorOptions.DefaultHttpPort}";

    /// <summary>An orchestrator's API at the option's address, or else the variable's, or else the default one, as whom the environment says that we are.</summary>
    /// <exception cref="RefusalException">The address is no HTTP address, or what the environment names can't be read.</exception>
    public static OrchestratorClient Client(string? option, Terminal terminal) => new(ServerAddress(option, terminal), Access(terminal));

    /// <summary>As whom the environment says that we come to orchestrators.</summary>
    /// <exception cref="RefusalException">A file that it names can't be read.</exception>
    public static OrchestratorAccess Access(Terminal terminal)
    {
        try
        {
            return OrchestratorAccess.From(terminal.Variable);
        }
        catch (IOException fault)
        {
            throw new RefusalException(fault.Message, fault);
        }
    }

    /// <summary>The orchestrator's address: the option, or else the variable, or else the default.</summary>
    /// <exception cref="RefusalException">It is no HTTP address.</exception>
    public static Uri ServerAddress(string? option, Terminal terminal) => NamedServer(option, terminal) ?? new Uri(DefaultServer);

    /// <summary>The orchestrator's address where the option or the variable names one.</summary>
    /// <exception cref="RefusalException">It is no HTTP address.</exception>
    public static Uri? NamedServer(string? option, Terminal terminal)
    {
        var text = option ?? NotEmpty(terminal.Variable(ServerVariable));
        return text is null ? null : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new RefusalException($"'{text}' is no http:// address of an orchestrator (see --server and ${ServerVariable})");
    }

    /// <summary>The tracking server's address; null for the orchestrator's own.</summary>
    public static string? TrackingAddress(string? option, Terminal terminal) => option ?? NotEmpty(terminal.Variable(TrackingVariable));

    /// <summary>The journal's address; null for a file in the data folder.</summary>
    public static string? JournalAddress(string? option, Terminal terminal) => option ?? NotEmpty(terminal.Variable(JournalVariable));

    /// <summary>The artifacts' bucket; null for a folder in the data folder.</summary>
    public static string? ArtifactsAddress(string? option, Terminal terminal) => option ?? NotEmpty(terminal.Variable(ArtifactsVariable));

    /// <summary>The folder for TLS; null for none.</summary>
    public static string? TlsFolderOf(string? option, Terminal terminal) => option ?? NotEmpty(terminal.Variable(TlsFolder.Variable));

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
