using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Pattern;
using Shared.Hosting;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>Registry key of the shard region of sweep entities.</summary>
public sealed class SweepRegion;

/// <summary>Registry key of the proxy to the dispatcher.</summary>
public sealed class DispatcherProxy;

/// <summary>Starts sweep entities and dispatcher.</summary>
public static class CoordinatorHosting
{
    /// <param name="services">Made once the dispatcher's proxy is known.</param>
    public static AkkaConfigurationBuilder WithCoordinator(this AkkaConfigurationBuilder akka, TimeProvider clock, JournalHealth journal, Func<IActorRef, SweepServices> services) => akka
        .WithSingleton<DispatcherProxy>(
            ClusterNames.Dispatcher,
            (_, registry, _) => Tenacious(Props.Create(() => new Dispatcher(clock, journal, () => registry.Get<SweepRegion>()))),
            new ClusterSingletonOptions { Role = ClusterNames.OrchestratorRole })
        .WithShardRegion<SweepRegion>(
            ClusterNames.SweepRegion,
            (_, registry, _) =>
            {
                var shared = new Lazy<SweepServices>(() => services(registry.Get<DispatcherProxy>()));
                return id => Props.Create(() => new SweepEntity(id, shared.Value));
            },
            new SweepExtractor(),
            new ShardOptions { Role = ClusterNames.OrchestratorRole, StateStoreMode = StateStoreMode.DData, RememberEntities = false });

    // A persistent actor stops when its journal fails, and nobody starts a singleton again: without this a disk that was full for a second would take the dispatcher for good.
    private static Props Tenacious(Props dispatcher) =>
        BackoffSupervisor.Props(Backoff.OnStop(dispatcher, "journaled", TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(3), randomFactor: 0.2, maxNrOfRetries: -1));
}
