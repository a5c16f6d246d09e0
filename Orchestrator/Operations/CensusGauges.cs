using System.Diagnostics.Metrics;
using Shared.Wire;

namespace Orchestrator.Operations;

/// <summary>The last census as gauges. All orchestrators of a cluster tell the same: take the largest, not the sum.</summary>
internal sealed class CensusGauges
{
    private const string Node = "node";
    private const string State = "state";

    private readonly ClusterCensus _census;
    private readonly TimeProvider _clock;

    public CensusGauges(OrchestratorMeter meter, ClusterCensus census, TimeProvider clock)
    {
        (_census, _clock) = (census, clock);
        var to = meter.Meter;
        to.CreateObservableGauge("experiments.sweeps", () => ByState(census => census.Sweeps, count => (long)count), "{sweep}", "Sweeps by state");
        to.CreateObservableGauge("experiments.trials", () => ByState(census => census.Trials, count => count), "{trial}", "Trials of all sweeps by state");
        to.CreateObservableGauge("experiments.queue.length", () => Now<long>(census => [new Measurement<long>(census.Waiting)]), "{trial}", "Trials of running sweeps that could start now and have no slot");
        to.CreateObservableGauge("experiments.nodes", () => Now(census => census.Nodes.GroupBy(StateOf).Select(group => new Measurement<long>(group.Count(), Tag(State, group.Key)))), "{node}", "Node agents by state");
        OfNodes(to, "experiments.node.slots", "{slot}", "Trials that a node can train at once", node => node.Slots.Count);
        OfNodes(to, "experiments.node.slots.used", "{slot}", "Slots with a trial in them", node => node.Running.Count(running => running.Slot.Length > 0 && !running.Ended));
        OfNodes(to, "experiments.node.outbox.rows", "{row}", "Metric rows that the tracking server has not taken", node => node.Load is { HasOutboxRows: true } load ? load.OutboxRows : null);
        OfNodes(to, "experiments.node.outbox.size", "By", "Size of a node's outbox on its disk", node => node.Load is { HasOutboxBytes: true } load ? load.OutboxBytes : null);
        OfNodes(to, "experiments.node.outbox.age", "s", "How long the oldest of what is unsent has waited", Age);
        OfNodes(to, "experiments.node.disk.free", "By", "Free on the disk that holds a node's data", node => node.Load is { HasDiskFree: true } load ? load.DiskFree : null);
        OfNodes(to, "experiments.node.silence", "s", "Since a node was last heard", node => Math.Max(0, (NowMs - node.SeenMs) / 1_000.0));
    }

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    internal static string StateOf(NodeView node) => node.Refused.Length > 0 ? "refused" : node.Draining ? "draining" : "working";

    private double? Age(NodeView node) =>
        node.Load is not { HasOutboxOldestMs: true } load ? null : load.OutboxOldestMs == 0 ? 0 : Math.Max(0, (NowMs - load.OutboxOldestMs) / 1_000.0);

    private void OfNodes(Meter meter, string name, string unit, string help, Func<NodeView, double?> value) => meter.CreateObservableGauge(
        name,
        () => Now(census => census.Nodes.Select(node => (node.Agent, Value: value(node))).Where(one => one.Value is not null).Select(one => new Measurement<double>(one.Value!.Value, Tag(Node, one.Agent)))),
        unit,
        help);

    private IEnumerable<Measurement<long>> ByState<T>(Func<Census, IReadOnlyDictionary<string, T>> states, Func<T, long> count) =>
        Now(census => states(census).Select(state => new Measurement<long>(count(state.Value), Tag(State, state.Key))));

    private IEnumerable<Measurement<T>> Now<T>(Func<Census, IEnumerable<Measurement<T>>> tell)
        where T : struct => _census.Newest is { } census ? tell(census) : [];

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
