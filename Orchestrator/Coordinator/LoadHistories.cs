using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>What nodes' machines did of late, by agent, in memory: for charts, not for decisions.</summary>
internal sealed class LoadHistories
{
    private const long ApartMs = 4_900;
    private const long KeptMs = 15 * 60_000;

    private readonly Dictionary<string, List<NodeLoad>> _nodes = [];

    /// <param name="load">Null where the node has measured nothing yet, or is of an earlier build.</param>
    public void Hear(string agent, NodeLoad? load, long nowMs)
    {
        var known = _nodes.GetValueOrDefault(agent);
        if (load is null || (known is [.., var last] && nowMs - last.AtMs < ApartMs))
        {
            return;
        }

        known ??= _nodes[agent] = [];
        // By this machine's clock: a chart shows all nodes over one time.
        known.Add(new NodeLoad(load) { AtMs = nowMs });
        known.RemoveAll(old => old.AtMs < nowMs - KeptMs);
        foreach (var (gone, _) in _nodes.Where(node => node.Value[^1].AtMs < nowMs - KeptMs).ToList())
        {
            _nodes.Remove(gone);
        }
    }

    public LoadsView View()
    {
        var view = new LoadsView();
        foreach (var (agent, loads) in _nodes)
        {
            view.Nodes[agent] = new LoadHistory { Loads = { loads } };
        }

        return view;
    }
}
