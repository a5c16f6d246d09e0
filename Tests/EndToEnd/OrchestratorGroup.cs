using System.Diagnostics;
using System.Globalization;
using Orchestrator.Bench.Chaos;
using Orchestrator.CommandLine;
using Shared.Hosting;
using Shared.Mlflow;
using Tests.Support;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>Three orchestrators as processes, with a PostgreSQL server as their journal, a tracking server of its own and one node agent: what a machine room would have.</summary>
internal sealed class OrchestratorGroup : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ProcessFamily _family = new();
    private readonly TempFolder _folder = new();
    private readonly PostgresServer _journal;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly int[] _http;
    private readonly int[] _cluster;
    private readonly int _trackingCluster;
    private readonly Process?[] _processes = new Process?[3];
    private readonly Uri _trackingAddress;
    private Process? _node;

    private OrchestratorGroup(PostgresServer journal, IReadOnlyDictionary<string, string> settings)
    {
        (_journal, _settings) = (journal, settings);
        List<int> ports = [];
        while (ports.Count < 8)
        {
            // Not any free one: those that the system hands out itself it may hand to a client before the server comes back to it.
            ports.Add(ChaosNet.FreePort(ports));
        }

        (_http, _cluster, _trackingCluster, _trackingAddress) = ([.. ports[..3]], [.. ports[3..6]], ports[6], new Uri($"http://127.0.0.1:{ports[7]}"));
        Clients = [.. _http.Select(port => new OrchestratorClient(new Uri($"http://127.0.0.1:{port}")))];
        Tracking = new MlflowClient(MlflowConnection.Parse(_trackingAddress.AbsoluteUri));
    }

    public IReadOnlyList<OrchestratorClient> Clients { get; }

    public MlflowClient Tracking { get; }

    /// <summary>All start at once, in no order, on an empty database.</summary>
    /// <param name="settings">Environment variables for all of them.</param>
    public static async Task<OrchestratorGroup> StartAsync(int slots, IReadOnlyDictionary<string, string>? settings = null)
    {
        var group = new OrchestratorGroup(await PostgresServer.StartAsync(), settings ?? new Dictionary<string, string>());
        try
        {
            group.Start(SiblingProgram.Orchestrator(), "tracking", "serve", "--port", Text(group._trackingAddress.Port), "--cluster-port", Text(group._trackingCluster));
            using var tracking = new OrchestratorClient(group._trackingAddress);
            await AnswersAsync(tracking);
            group.Serve(0, 1, 2);
            group._node = group.StartNode("node", slots);
            await Task.WhenAll(group.Clients.Select(AnswersAsync));
            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    public void Serve(params IEnumerable<int> which)
    {
        foreach (var i in which)
        {
            _processes[i] = Start(
                SiblingProgram.Orchestrator(), $"orchestrator-{i}", "serve", "--port", Text(_http[i]), "--cluster-port", Text(_cluster[i]),
                "--orchestrators", string.Join(',', Addresses), "--journal", _journal.Address, "--tracking", _trackingAddress.AbsoluteUri);
        }
    }

    public Process StartNode(string name, int slots) =>
        Start(SiblingProgram.Node(), name, "--join", string.Join(',', Addresses), "--name", name, "--devices", "cpu", "--slots-per-device", Text(slots));

    /// <summary>The node leaves in good order.</summary>
    public void EndNode() => ProcessFamily.Send(_node!.Id, ProcessFamily.Signal.Terminate);

    /// <summary>What an orchestrator keeps is gone with its machine.</summary>
    public async Task LoseAsync(int which)
    {
        await KillAsync(which);
        Directory.Delete(_folder.File($"orchestrator-{which}"), recursive: true);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync(int which)
    {
        _processes[which]!.Kill();
        await _processes[which]!.WaitForExitAsync();
    }

    /// <summary>SIGTERM.</summary>
    public async Task EndAsync(int which)
    {
        ProcessFamily.Send(_processes[which]!.Id, ProcessFamily.Signal.Terminate);
        await _processes[which]!.WaitForExitAsync();
    }

    public Task AnswersAsync(int which) => AnswersAsync(Clients[which]);

    /// <summary>The one whose dispatcher was the last to take the node in.</summary>
    public int Active() => Enumerable.Range(0, 3).MaxBy(i => Attached(i));

    /// <summary>When an orchestrator's dispatcher last took the node in, by its log.</summary>
    public DateTimeOffset Attached(int which) => Lines($"orchestrator-{which}").Where(line => line.Contains("Node node on", StringComparison.Ordinal) && line.Contains("attached", StringComparison.Ordinal))
        .Select(line => DateTimeOffset.Parse(string.Join(' ', line.Split(' ')[..3]), CultureInfo.InvariantCulture)).LastOrDefault();

    public async ValueTask DisposeAsync()
    {
        _family.KillAll();
        await _family.EndAllAsync(TimeProvider.System);
        Clients.ToList().ForEach(client => client.Dispose());
        Tracking.Dispose();
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    private IReadOnlyList<string> Addresses => [.. _cluster.Select(port => $"127.0.0.1:{port}")];

    /// <summary>What a process has written into its log.</summary>
    public IEnumerable<string> Lines(string name)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(_folder.Path, name, "logs")).Order())
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            while (reader.ReadLine() is { } line)
            {
                yield return line;
            }
        }
    }

    private Process Start(SiblingProgram program, string name, params string[] arguments)
    {
        var start = program.StartInfo();
        string[] all = [.. arguments, "--data", _folder.Folder(name)];
        all.ToList().ForEach(start.ArgumentList.Add);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment[_family.Mark.Key] = _family.Mark.Value;
        start.Environment["PGPASSWORD"] = PostgresServer.Password;
        _settings.ToList().ForEach(setting => start.Environment[setting.Key] = setting.Value);
        start.Environment.Remove("MLFLOW_TRACKING_URI");
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task AnswersAsync(OrchestratorClient client)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(100))
        {
            try
            {
                await client.ListAsync(CancellationToken.None);
                return;
            }
            catch (Exception fault) when (fault is HttpRequestException or Orchestrator.RefusalException)
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"{client.Server} does not answer: {fault.Message}");
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
