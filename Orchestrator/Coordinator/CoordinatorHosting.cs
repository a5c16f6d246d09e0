using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
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
    public static AkkaConfigurationBuilder WithCoordinator(this AkkaConfigurationBuilder akka, TimeProvider clock, Func<IActorRef, SweepServices> services) => akka
        .WithSingleton<DispatcherProxy>(
            ClusterNames.Dispatcher,
            (_, registry, _) => Props.Create(() => new Dispatcher(clock, () => registry.Get<SweepRegion>())),
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
}
