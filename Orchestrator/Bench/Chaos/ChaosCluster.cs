using System.Diagnostics;
using System.Globalization;
using Orchestrator.CommandLine;
using Shared.Hosting;
using Shared.Mlflow;
using Shared.Security;

namespace Orchestrator.Bench.Chaos;

/// <summary>An orchestrator, its agents, and a tracking server where one of its own is wanted: real processes under supervision, which can be hit. Leaves no process behind.</summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    /// <summary>Slots of each agent: enough that trials meet.</summary>
    public static readonly IReadOnlyList<int> Slots = [1, 2];

    // An agent may wait for its trials, its results and the tracking server, one after the other.
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(90);

    private readonly ProcessFamily _family = new();
    private readonly string _folder;
    private readonly ChaosNet _net;
    private readonly TimeProvider _clock;
    private readonly List<Supervised> _agents;
    private readonly Supervised _orchestrator;
    private readonly Supervised? _tracking;

    /// <param name="slots">Of each agent.</param>
    /// <param name="simulated">So many agents are simulated, spread over the agents' processes; 0: each of these is a real one.</param>
    public ChaosCluster(string folder, bool external, IReadOnlyList<int> slots, ChaosNet net, TimeProvider clock, int simulated = 0)
    {
        (_folder, _net, _clock) = (folder, net, clock);
        Directory.CreateDirectory(folder);
        List<int> ports = [];
        while (ports.Count < 4)
        {
            ports.Add(ChaosNet.FreePort(ports));
        }

        Address = new UriBuilder("http", net.AddressOf("orchestrator"), ports[0]).Uri;
        TrackingAddress = external ? new UriBuilder("http", net.AddressOf("tracking"), ports[2]).Uri : Address;
        var join = $"{Address.Host}:{ports[1]}";
        _tracking = external ? Watch("tracking", () => Serve("tracking", ports[2], ports[3])) : null;
        _orchestrator = Watch("orchestrator", () => Serve("orchestrator", ports[0], ports[1], external ? ["--tracking", TrackingAddress.AbsoluteUri] : []));
        _agents = [.. slots.Select((own, i) => Watch(AgentName(i), () => simulated > 0 ? Simulation(AgentName(i), join, own, simulated * i / slots.Count, simulated * (i + 1) / slots.Count) : Agent(AgentName(i), join, own)))];
        Client = new OrchestratorClient(Address);
        Tracking = new MlflowClient(MlflowConnection.Parse(TrackingAddress.AbsoluteUri));
        // However this process ends, short of being killed.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public Uri Address { get; }

    public Uri TrackingAddress { get; }

    public OrchestratorClient Client { get; }

    public MlflowClient Tracking { get; }

    /// <summary>The orchestrator's process; 0 while it is away.</summary>
    public int OrchestratorProcess => _orchestrator.Id;

    /// <summary>Of the tracking server, where it is a process of its own; else the orchestrator's. 0 while it is away.</summary>
    public int TrackingProcess => (_tracking ?? _orchestrator).Id;

    /// <summary>Of each agent; 0 while it is away.</summary>
    public IEnumerable<int> AgentProcesses => _agents.Select(agent => agent.Id);

    /// <summary>How often something was started again by its supervisor.</summary>
    public int Restarts => Everything.Sum(process => process.Starts - 1);

    private IEnumerable<Supervised> Everything => [.. _agents, _orchestrator, .. _tracking is { } tracking ? [tracking] : Array.Empty<Supervised>()];

    public static string AgentName(int index) => $"agent-{index + 1}";

    public async Task StartAsync(CancellationToken cancellation)
    {
        await StartServersAsync(cancellation);
        _agents.ForEach(agent => agent.Begin());
    }

    /// <summary>Everything but the agents, which <see cref="BeginAgent"/> starts.</summary>
    public async Task StartServersAsync(CancellationToken cancellation)
    {
        if (_tracking is { } tracking)
        {
            tracking.Begin();
            await AnswersAsync(TrackingAddress, cancellation);
        }

        _orchestrator.Begin();
        await AnswersAsync(Address, cancellation);
    }

    /// <summary>Starts one of the agents' processes.</summary>
    public void BeginAgent(int index) => _agents[index].Begin();

    /// <summary>Lets the agents leave in order: what they have is sent.</summary>
    public Task EndAgentsAsync() => Task.WhenAll(_agents.Select(agent => agent.EndAsync(EndPatience)));

    /// <summary>Hits whom the blow names.</summary>
    /// <returns>Who was hit; null where nobody was there.</returns>
    public string? Strike(Blow blow)
    {
        if (blow.Victim == Victim.Trainer)
        {
            var trainers = _family.Trainers();
            return trainers.Count == 0 ? null : Strike(blow, trainers[blow.Pick % trainers.Count], "trainer");
        }

        var victim = blow.Victim switch
        {
            Victim.Agent => _agents[blow.Pick % _agents.Count],
            Victim.Orchestrator => _orchestrator,
            _ => _tracking ?? _orchestrator,
        };
        if (blow.IsCut)
        {
            _ = CutAsync(victim.Name, blow);
            return victim.Name;
        }

        if (blow.Deed != Deed.Freeze)
        {
            victim.StayAway(blow.Lasts);
        }

        return victim.Id is > 0 and var process ? Strike(blow, process, victim.Name) : null;
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        // Nothing is started again from here on, and whatever is left has nothing left to say.
        await Task.WhenAll(Everything.Select(process => process.EndAsync(TimeSpan.Zero)));
        _family.KillAll();
        await Task.WhenAll(Everything.Select(process => process.EndAsync(EndPatience)));
        await _family.EndAllAsync(_clock);
        Client.Dispose();
        Tracking.Dispose();
    }

    private void OnExit(object? sender, EventArgs end) => _family.KillAll();

    private string? Strike(Blow blow, int process, string name)
    {
        var hit = blow.Deed switch
        {
            Deed.Kill => _family.SendIfMember(process, ProcessFamily.Signal.Kill),
            Deed.Terminate => _family.SendIfMember(process, ProcessFamily.Signal.Terminate),
            _ => _family.SendIfMember(process, ProcessFamily.Signal.Stop),
        };
        if (hit && blow.Deed == Deed.Freeze)
        {
            _ = ThawAsync(process, blow.Lasts);
        }

        return hit ? $"{name} {process}" : null;
    }

    private async Task ThawAsync(int process, TimeSpan after)
    {
        await Task.Delay(after, _clock);
        _family.SendIfMember(process, ProcessFamily.Signal.Continue);
    }

    private async Task CutAsync(string name, Blow blow)
    {
        await _net.CutAsync(name, blow.Deed);
        await Task.Delay(blow.Lasts, _clock);
        await _net.CutAsync(name, null);
    }

    private Supervised Watch(string name, Func<ProcessStartInfo> start) => new(name, () => Marked(_net.Inside(name, start())), Path.Combine(_folder, $"{name}.out"), _clock);

    private ProcessStartInfo Marked(ProcessStartInfo start)
    {
        start.Environment[_family.Mark.Key] = _family.Mark.Value;
        // A server that the user records in is none of our business.
        start.Environment.Remove("MLFLOW_TRACKING_URI");
        // Its users, certificates and tokens are not either.
        SecretVariables.Withhold(start.Environment);
        return start;
    }

    private ProcessStartInfo Serve(string name, int port, int clusterPort, params IEnumerable<string> more) => With(
        SiblingProgram.Orchestrator(),
        ["serve", "--data", Path.Combine(_folder, name), "--address", _net.AddressOf(name), "--insecure", "--port", Text(port), "--cluster-port", Text(clusterPort), .. more]);

    private ProcessStartInfo Agent(string name, string join, int slots) => With(
        SiblingProgram.Node(),
        ["--join", join, "--host", _net.AddressOf(name), "--insecure", "--name", name, "--data", Path.Combine(_folder, name), "--devices", "cpu", "--slots-per-device", Text(slots)]);

    private ProcessStartInfo Simulation(string name, string join, int slots, int from, int to) => With(
        SiblingProgram.Node(), ["simulate", "--join", join, "--data", Path.Combine(_folder, name), "--first", Text(from + 1), "--agents", Text(to - from), "--slots", Text(slots)]);

    private static ProcessStartInfo With(SiblingProgram program, IEnumerable<string> arguments)
    {
        var start = program.StartInfo();
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task AnswersAsync(Uri server, CancellationToken cancellation)
    {
        using var client = new OrchestratorClient(server);
        var started = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                await client.ListAsync(cancellation);
                return;
            }
            catch (HttpRequestException) when (_clock.GetElapsedTime(started) < EndPatience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), _clock, cancellation);
            }
        }
    }
}
