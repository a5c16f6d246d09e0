using System.Collections.Concurrent;
using Akka.Actor;
using Orchestrator.Answers;
using Orchestrator.Checkpoints;

namespace Orchestrator.Coordinator;

/// <summary>What a sweep entity needs from its process.</summary>
/// <param name="Dispatcher">Proxy to the cluster's dispatcher.</param>
/// <param name="TrackingUri">Address of the orchestrator's own tracking server, for sweeps that name no other.</param>
public sealed record SweepServices(TimeProvider Clock, IActorRef Dispatcher, ISweepTracking Tracking, string TrackingUri)
{
    private readonly ConcurrentDictionary<string, IActorRef> _nodes = new();

    public JournalHealth Journal { get; init; } = new();

    /// <summary>Checkpoints of trials in work; null: they stay on the nodes that wrote them.</summary>
    public CheckpointStore? Checkpoints { get; init; }

    /// <summary>Answers of trials that any sweep has trained; null: every trial is trained.</summary>
    public SweepAnswers? Answers { get; init; }

    /// <summary>Makes who hears what a sweep stores.</summary>
    public Func<ISweepWatch?> Watch { get; init; } = () => null;

    /// <summary>Changes of demand within this time share one message: the dispatcher need not see every trial.</summary>
    public TimeSpan DemandDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long to wait between two tries of a tracking server that did not answer.</summary>
    public TimeSpan TrackingRetry { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A sweep that has ended leaves memory when nobody has asked for it this long.</summary>
    public TimeSpan RestAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After a restart, how long nodes have to report what they hold: longer than failure detector, resolver and rejoin together.</summary>
    public TimeSpan AdoptGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The node's actor by its path. Resolving costs, so each path is resolved once.</summary>
    public IActorRef Resolve(ActorSystem system, string path) =>
        _nodes.GetOrAdd(path, static (path, system) => ((ExtendedActorSystem)system).Provider.ResolveActorRef(path), system);
}
