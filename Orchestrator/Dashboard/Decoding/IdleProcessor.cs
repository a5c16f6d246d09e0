using Shared.Wire;

namespace Orchestrator.Dashboard.Decoding;

/// <summary>Whether this machine has a processor for something that is no trial.</summary>
public static class IdleProcessor
{
    private const string Processor = "cpu";

    /// <summary>Why there is none, for people; null where there is one: a slot of this machine's processors has no trial, or no trial trains on them.</summary>
    public static string? Refusal(IEnumerable<NodeView> nodes, string host)
    {
        var here = nodes.Where(node => node.Host == host).ToList();
        var slots = here.SelectMany(node => node.Slots).Where(slot => slot.Device == Processor).Select(slot => slot.Name).ToHashSet();
        var busy = here.SelectMany(node => node.Running).Count(running => slots.Contains(running.Slot));
        return busy == 0 || busy < here.Sum(node => node.Slots.Count(slot => slot.Device == Processor))
            ? null
            : $"every processor here trains: {busy} of {busy} slots have a trial";
    }
}
