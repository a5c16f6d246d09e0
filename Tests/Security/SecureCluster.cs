using System.Diagnostics;
using System.Globalization;
using Orchestrator.Access;
using Orchestrator.Bench.Chaos;
using Orchestrator.Certificates;
using Orchestrator.CommandLine;
using Shared.Hosting;
using Shared.Security;
using Tests.Support;
using Xunit;

namespace Tests.Security;

/// <summary>Orchestrator and node agents as processes with certificates, users and secrets, as people would give them on several machines. Shared by the tests of a class.</summary>
public sealed class SecureCluster : IAsyncLifetime
{
    /// <summary>A secret that the orchestrator's environment holds for its journal.</summary>
    public const string DatabasePassword = "the-database-s-own-secret";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ProcessFamily _family = new();
    private readonly TempFolder _folder = new();
    private readonly int _http;
    private readonly int _cluster;

    public SecureCluster()
    {
        _http = ChaosNet.FreePort([]);
        _cluster = ChaosNet.FreePort([_http]);
        foreach (var authority in new[] { "ours", "theirs" })
        {
            new PrivateAuthority(_folder.File(authority), TimeProvider.System).Make();
            foreach (var name in new[] { "head", "node" })
            {
                new PrivateAuthority(_folder.File(authority), TimeProvider.System).MakeNode(name, []);
            }
        }

        (Admin, Submitter, Viewer, Node) = (Token("ada", Role.Admin), Token("sam", Role.Submitter), Token("vic", Role.Viewer), Token("gpu", Role.Node));
    }

    public string Admin { get; }

    public string Submitter { get; }

    public string Viewer { get; }

    public string Node { get; }

    /// <summary>Where orchestrator and nodes keep their data, a folder each.</summary>
    public string Data => _folder.Folder("data");

    public Uri Address => new($"https://127.0.0.1:{_http}");

    /// <summary>Where nodes join.</summary>
    public string Join => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_cluster}");

    /// <summary>What a node's folder for TLS is called.</summary>
    public string Tls(string authority, string name = "node") => _folder.File(Path.Combine(authority, name));

    /// <summary>The processes, and those that they started.</summary>
    internal ProcessFamily Family => _family;

    /// <summary>All that must stand nowhere: tokens, a password, the keys' own lines.</summary>
    public IReadOnlyList<string> Secrets =>
    [
        Admin, Submitter, Viewer, Node, DatabasePassword,
        .. new[] { Tls("ours", "head"), Tls("ours") }.Select(folder => File.ReadAllLines(Path.Combine(folder, TlsFolder.KeyFile))[1]),
    ];

    public async ValueTask InitializeAsync()
    {
        Start(
            SiblingProgram.Orchestrator(), null, ["serve", "--data", Path.Combine(Data, "orchestrator"), "--port", Text(_http), "--cluster-port", Text(_cluster), "--tls", Tls("ours", "head"), "--auth", _folder.File("users"), "--verbose"],
            "orchestrator");
        StartNode("ours", Tls("ours"));
        using var client = Client(Admin);
        await UntilAsync(client, async () => (await client.NodesAsync(default)).Any(node => node.Agent == "ours"));
    }

    /// <param name="tls">Its folder; null: it speaks no TLS.</param>
    public void StartNode(string name, string? tls) => Start(
        SiblingProgram.Node(), Node, ["--join", Join, "--name", name, "--data", Path.Combine(Data, name), "--devices", "cpu", "--slots-per-device", "1", .. tls is null ? [] : new[] { "--tls", tls }], name);

    /// <summary>As whom a token belongs to, trusting our authority.</summary>
    public OrchestratorClient Client(string token) => new(Address, Access(token));

    public OrchestratorAccess Access(string? token) => OrchestratorAccess.From(name => Environment(token).GetValueOrDefault(name));

    /// <summary>The environment of a person or program.</summary>
    public Dictionary<string, string?> Environment(string? token) => new()
    {
        [TlsFolder.Variable] = Tls("ours"),
        [OrchestratorAccess.TokenVariable] = token,
        [SweepArguments.ServerVariable] = Address.AbsoluteUri,
    };

    /// <summary>All that a process has said and logged so far.</summary>
    public string Said(string name) => string.Concat(
        Directory.GetFiles(Data, $"{name}.out").Concat(Directory.Exists(Path.Combine(Data, name, "logs")) ? Directory.GetFiles(Path.Combine(Data, name, "logs")) : []).Select(Read));

    public static async Task UntilAsync(OrchestratorClient client, Func<Task<bool>> wanted)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(200))
        {
            try
            {
                if (await wanted())
                {
                    return;
                }
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(started) < Patience)
            {
                // It starts.
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"{client.Server} is waited for in vain");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _family.KillAll();
        await _family.EndAllAsync(TimeProvider.System);
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private string Token(string name, Role role) => UsersFile.AddToken(_folder.File("users"), name, role);

    // Both outputs go into a file: it is looked through, too.
    private void Start(SiblingProgram program, string? token, IEnumerable<string> arguments, string name)
    {
        var start = program.StartInfo();
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        arguments.ToList().ForEach(start.ArgumentList.Add);
        SecretVariables.Withhold(start.Environment);
        start.Environment.Remove("MLFLOW_TRACKING_URI");
        start.Environment[_family.Mark.Key] = _family.Mark.Value;
        if (token is not null)
        {
            start.Environment[OrchestratorAccess.TokenVariable] = token;
        }

        start.Environment["PGPASSWORD"] = DatabasePassword;
        var process = Process.Start(start)!;
        var lines = TextWriter.Synchronized(new StreamWriter(Path.Combine(Data, $"{name}.out")) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => lines.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => lines.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>A file that a process may be writing.</summary>
    internal static string Read(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
