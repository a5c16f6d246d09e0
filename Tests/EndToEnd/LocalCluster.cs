using System.Diagnostics;
using System.Globalization;
using System.Text;
using Orchestrator;
using Orchestrator.Api;
using Orchestrator.CommandLine;
using Orchestrator.Hosting;
using Shared.Mlflow;
using Tests.Support;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>What <c>run</c> starts: an orchestrator, a node agent's process and its trainers, on free ports and in a folder that is gone afterwards.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();
    private readonly List<LocalNode> _nodes = [];
    private OrchestratorHost _host = null!;

    public OrchestratorClient Client { get; private set; } = null!;

    public string DataFolder => _folder.Path;

    public Uri Address => _host.Address;

    /// <summary>Where node agents join.</summary>
    public string Join => _host.ClusterAddress;

    public static async Task<LocalCluster> StartAsync(int slots = 1)
    {
        var cluster = new LocalCluster();
        await cluster.StartOrchestratorAsync();
        cluster.StartNode(slots);
        return cluster;
    }

    public async Task StartOrchestratorAsync()
    {
        _host = await OrchestratorHost.StartAsync(new OrchestratorOptions { DataFolder = DataFolder, HttpPort = 0, ClusterPort = 0 }, CancellationToken.None);
        Client = new OrchestratorClient(_host.Address);
    }

    public void StartNode(int slots) => _nodes.Add(LocalNode.Start(new LocalNodeOptions(_host.ClusterAddress, DataFolder, ["cpu"], slots)));

    /// <summary>As Ctrl+C does: checkpoint, hand back, send everything, leave.</summary>
    public async Task StopNodesAsync()
    {
        foreach (var node in _nodes)
        {
            await node.StopAsync();
        }

        _nodes.Clear();
    }

    public async Task StopOrchestratorAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }

    public MlflowClient Tracking() => new(MlflowConnection.Parse(_host.Address.AbsoluteUri));

    public async Task<string> SubmitAsync(string yaml, bool fresh = false)
    {
        var answer = await Client.SubmitAsync(Encoding.UTF8.GetBytes(yaml), fresh, CancellationToken.None);
        Assert.Empty(answer.Faults);
        return answer.Submitted!.Id;
    }

    public Task<SweepDto> EndAsync(string sweep) => UntilAsync(sweep, dto => SweepStates.Ended(dto.State));

    /// <summary>Asks until the sweep is as wanted; a test that waits in vain says what it saw last.</summary>
    public async Task<SweepDto> UntilAsync(string sweep, Func<SweepDto, bool> wanted)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var dto = await Client.SweepAsync(sweep, CancellationToken.None);
            if (wanted(dto))
            {
                return dto;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"waited in vain; last seen: {dto}");
            await Task.Delay(50);
        }
    }

    /// <summary>The trainer processes that belong to this cluster's agents.</summary>
    public static IReadOnlyList<Process> Trainers() => [.. Process.GetProcessesByName("Experiments").Where(process => Ancestors(process.Id).Contains(Environment.ProcessId))];

    public async ValueTask DisposeAsync()
    {
        await StopNodesAsync();
        await StopOrchestratorAsync();
        _folder.Dispose();
    }

    private static IEnumerable<int> Ancestors(int process)
    {
        while (process > 1 && File.Exists($"/proc/{process}/stat"))
        {
            yield return process;
            // pid (name) state ppid …; the name may hold spaces.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            process = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
    }
}
