using Shared.Hosting;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>What a hello brought.</summary>
/// <param name="Replaced">An earlier life of the same agent, which is over now.</param>
/// <param name="Changed">Its slots, programs or willingness to work differ from its last hello.</param>
internal sealed record Greeting(bool New, bool Changed, NodeHello? Replaced);

/// <summary>The nodes that are attached, by boot id.</summary>
internal sealed class NodeRegistry
{
    private readonly Dictionary<string, (NodeHello Hello, long SeenMs)> _nodes = [];
    private readonly HashSet<string> _replaced = [];

    public IReadOnlyList<NodeCapacity> Capacities =>
        [.. _nodes.Values.Where(node => !node.Hello.Draining && Refusal(node.Hello) is null).Select(node =>
            new NodeCapacity(node.Hello.Boot, [.. node.Hello.Slots.Select(slot => slot.Device)], node.Hello.Experiments.ToDictionary()))];

    public IEnumerable<NodeView> Views => _nodes.Values.OrderBy(node => node.Hello.Agent, StringComparer.Ordinal).Select(node => new NodeView
    {
        Agent = node.Hello.Agent,
        Boot = node.Hello.Boot,
        Host = node.Hello.Host,
        Slots = { node.Hello.Slots },
        Running = { node.Hello.Running },
        Draining = node.Hello.Draining,
        Turnaround = node.Hello.Turnaround,
        Load = node.Hello.Load,
        SeenMs = node.SeenMs,
        Experiments = { node.Hello.Experiments.ToDictionary() },
        Version = node.Hello.Version,
        Refused = Refusal(node.Hello) ?? "",
    });

    /// <summary>Why a node is given no work, though it would take it; null where it is given some.</summary>
    public static string? Refusal(NodeHello node) => WireProtocol.Mismatch(node, BuildVersion.Text);

    /// <summary>Why work waits though nodes have joined: none of them understands this build. Null where one does.</summary>
    public string? NobodyUnderstands()
    {
        var nodes = _nodes.Values.Select(node => node.Hello).Where(node => !node.Draining).ToList();
        return nodes.Count > 0 && nodes.TrueForAll(node => Refusal(node) is not null) ? $"node {nodes[0].Agent} is given no work: {Refusal(nodes[0])}" : null;
    }

    public NodeHello? Find(string boot) => _nodes.TryGetValue(boot, out var node) ? node.Hello : null;

    /// <summary>The nodes whose actor lives at a cluster address.</summary>
    public IEnumerable<NodeHello> At(string address) =>
        _nodes.Values.Select(node => node.Hello).Where(hello => hello.Path.StartsWith(address + "/", StringComparison.Ordinal)).ToList();

    public void Remove(string boot) => _nodes.Remove(boot);

    /// <returns>Null where another agent has taken the name over: the older one of two that live under one name is not listened to.</returns>
    public Greeting? Hear(NodeHello hello, long nowMs)
    {
        if (_replaced.Contains(hello.Boot))
        {
            return null;
        }

        var known = Find(hello.Boot);
        var replaced = known is null ? _nodes.Values.Select(node => node.Hello).FirstOrDefault(node => node.Agent == hello.Agent) : null;
        if (replaced is not null)
        {
            _replaced.Add(replaced.Boot);
        }

        _nodes[hello.Boot] = (hello, nowMs);
        var changed = known is not null
            && (known.Draining != hello.Draining || known.Path != hello.Path || known.Protocol != hello.Protocol || !known.Slots.Equals(hello.Slots) || !known.Experiments.Equals(hello.Experiments));
        return new Greeting(known is null, changed, replaced);
    }
}
