using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using GpuNode.Trainers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Shared.Hosting;
using Shared.Security;

namespace GpuNode;

/// <summary>
/// The agent's life in the cluster: one actor system after the other around the same <see cref="TrialHost"/>. A node that was cut off is downed and starts
/// anew in-process, until it can join again; its trainers never notice.
/// </summary>
/// <param name="tls">By which it proves itself; null: the cluster speaks no TLS.</param>
public sealed class NodeHost(GpuNodeOptions options, TlsFolder? tls, TrialHost trials, AgentIdentity identity, TimeProvider clock)
{
    /// <summary>Long enough for every trainer to checkpoint and every result to be acknowledged.</summary>
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(25);

    /// <summary>A restart of the orchestrator is over by then. One that stopped in good order leaves a cluster behind in which nobody is unreachable, and so nobody is downed.</summary>
    private static readonly TimeSpan OrphanPatience = TimeSpan.FromSeconds(20);

    // The exit code by which Akka's remoting names a handshake that failed on the side that called.
    private const int TlsFailed = 79;

    private static readonly TimeSpan TlsPause = TimeSpan.FromSeconds(5);

    private volatile ActorSystem? _system;

    /// <summary>Whether an orchestrator answers.</summary>
    public bool Joined => _system is { } system && OrchestratorAnswers(system);

    /// <summary>Runs until it is told to stop; then checkpoints, hands its trials back and leaves the cluster.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var incarnation = Build();
            await incarnation.StartAsync(CancellationToken.None);
            var system = _system = incarnation.Services.GetRequiredService<ActorSystem>();
            var joined = new TaskCompletionSource();
            Cluster.Get(system).RegisterOnMemberUp(() => joined.TrySetResult());
            _ = TellWhileAloneAsync(joined.Task);
            var stopped = new TaskCompletionSource();
            await using (stop.Register(stopped.SetResult))
            {
                await Task.WhenAny(stopped.Task, system.WhenTerminated, OrphanedAsync(system, joined.Task));
            }

            if (stop.IsCancellationRequested)
            {
                Log.Information("Stopping: trials are checkpointed and handed back");
                await trials.DrainAsync(DrainPatience, () => OrchestratorAnswers(system));
            }
            else
            {
                await TellEndAsync(system, stop);
            }

            joined.TrySetResult();
            await incarnation.StopAsync(CancellationToken.None);
        }
    }

    // A handshake that failed has ended the actor system, and the next one would come at once to the same end.
    private async Task TellEndAsync(ActorSystem system, CancellationToken stop)
    {
        if (CoordinatedShutdown.Get(system).ShutdownReason?.ExitCode == TlsFailed)
        {
            Log.Warning("The orchestrator at {Join} and this node do not know each other's certificates: it was signed by another authority, or speaks no TLS (see --tls); trying again in {Pause}", options.Join, TlsPause);
            await Task.Delay(TlsPause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        Log.Warning("This node was cut off from the cluster; it trains on and joins again");
    }

    // Joining is tried all the time; it is said soon, and then now and again.
    private async Task TellWhileAloneAsync(Task joined)
    {
        for (var pause = TimeSpan.FromSeconds(5); await Task.WhenAny(joined, Task.Delay(pause, clock)) != joined; pause = TimeSpan.FromMinutes(1))
        {
            Log.Warning("No orchestrator answers at {Join} yet; this agent goes on trying (is 'serve' running there, with this cluster port, and can this machine reach it?)", options.Join);
        }
    }

    // Completes when the cluster has had no orchestrator for a while: whichever comes next may have founded another one.
    private async Task OrphanedAsync(ActorSystem system, Task joined)
    {
        await joined;
        for (var since = clock.GetTimestamp(); !system.WhenTerminated.IsCompleted && clock.GetElapsedTime(since) < OrphanPatience; await Task.Delay(TimeSpan.FromSeconds(1), clock))
        {
            since = Cluster.Get(system).State.Members.Any(member => member.HasRole(ClusterNames.OrchestratorRole)) ? clock.GetTimestamp() : since;
        }
    }

    private static bool OrchestratorAnswers(ActorSystem system)
    {
        var state = Cluster.Get(system).State;
        return state.Members.Except(state.Unreachable).Any(member => member.HasRole(ClusterNames.OrchestratorRole));
    }

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSerilog(dispose: false);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddAkka(ClusterNames.System, akka => akka
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithRemoting(new RemoteOptions { HostName = options.Host, PublicHostName = options.Host, Port = options.Port }.Secured(tls))
            .WithClustering(new ClusterOptions
            {
                Roles = [ClusterNames.GpuRole],
                SeedNodes = [.. options.Seeds.Select(seed => $"{ClusterTls.Protocol(tls)}://{ClusterNames.System}@{seed}")],
            })
            .WithGpuNode(trials, identity)
            // The file last: an operator's change wins.
            .AddHocon(HoconFiles.Cluster(), HoconAddMode.Prepend));
        return builder.Build();
    }

    /// <summary>The process decides when to stop, not this host: it has trials to hand back first.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
