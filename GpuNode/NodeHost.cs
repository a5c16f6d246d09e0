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

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>One that has left says so to those that it still knows, which may be dead.</summary>
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(10);

    // The exit code by which Akka's remoting names a handshake that failed on the side that called.
    private const int TlsFailed = 79;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private volatile ClusterPlace _place = new([], clock);

    private Address? _invitation;

    /// <summary>Whether an orchestrator counts it among its members.</summary>
    public bool Joined => _place.Joined;

    /// <summary>Runs until it is told to stop; then checkpoints, hands its trials back and leaves the cluster.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var first = true; !stop.IsCancellationRequested; first = false)
        {
            var place = _place = new ClusterPlace(Orchestrators(_place.Invitation), clock);
            using var incarnation = Build(place);
            if (!await StartAsync(incarnation, first, stop))
            {
                continue;
            }

            var system = incarnation.Services.GetRequiredService<ActorSystem>();
            using var over = new CancellationTokenSource();
            _ = TellWhileAloneAsync(place, over.Token);
            var stopped = new TaskCompletionSource();
            await using (stop.Register(stopped.SetResult))
            {
                await Task.WhenAny(stopped.Task, system.WhenTerminated, LostAsync(system, place));
            }

            if (stop.IsCancellationRequested)
            {
                Log.Information("Stopping: trials are checkpointed and handed back");
                await trials.DrainAsync(DrainPatience, () => place.Joined);
            }
            else
            {
                await TellEndAsync(system, stop);
            }

            await over.CancelAsync();
            await ForgetAsync(system, place);
            await incarnation.StopAsync(CancellationToken.None);
        }
    }

    // What keeps an agent from its first start is the operator's to mend. Later its trainers must not end for it: it is tried again.
    private async Task<bool> StartAsync(IHost incarnation, bool first, CancellationToken stop)
    {
        try
        {
            await incarnation.StartAsync(CancellationToken.None);
            return true;
        }
        catch (Exception fault) when (!first || HasMetStrangers(incarnation.Services.GetService<ActorSystem>()))
        {
            await TellEndAsync(incarnation.Services.GetService<ActorSystem>(), stop, fault);
            return false;
        }
    }

    // A handshake that failed has ended the actor system, perhaps while it was still starting, and the next one would come at once to the same end.
    private async Task TellEndAsync(ActorSystem? system, CancellationToken stop, Exception? fault = null)
    {
        if (HasMetStrangers(system))
        {
            Log.Warning("The orchestrator at {Join} and this node do not know each other's certificates: it was signed by another authority, or speaks no TLS (see --tls); trying again in {Pause}", options.Join, Pause);
        }
        else if (fault is not null)
        {
            Log.Warning(fault, "This node could not begin to join again; it trains on, and tries again in {Pause}", Pause);
        }
        else
        {
            Log.Warning("This node was cut off from the cluster; it trains on and joins again");
            return;
        }

        await Task.Delay(Pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static bool HasMetStrangers(ActorSystem? system) => system is not null && CoordinatedShutdown.Get(system).ShutdownReason?.ExitCode == TlsFailed;

    // Joining is tried all the time; it is said soon, and then now and again.
    private async Task TellWhileAloneAsync(ClusterPlace place, CancellationToken over)
    {
        for (var pause = TimeSpan.FromSeconds(5); ; pause = TimeSpan.FromMinutes(1))
        {
            await Task.Delay(pause, clock, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested || place.Joined)
            {
                return;
            }

            Log.Warning("No orchestrator answers at {Join} yet; this agent goes on trying (is 'serve' running there, with this cluster port, and can this machine reach it?)", options.Join);
        }
    }

    // Completes when it is in no orchestrator's cluster any more.
    private async Task LostAsync(ActorSystem system, ClusterPlace place)
    {
        while (!system.WhenTerminated.IsCompleted && !place.Lost)
        {
            await Task.Delay(Look, clock);
        }
    }

    // To leave a cluster in good order takes its orchestrator; where none answers, the others are only told.
    private static async Task ForgetAsync(ActorSystem system, ClusterPlace place)
    {
        var cluster = Cluster.Get(system);
        if (!place.Joined && !system.WhenTerminated.IsCompleted && cluster.State.Members.Any(member => member.UniqueAddress == cluster.SelfUniqueAddress))
        {
            cluster.Down(cluster.SelfAddress);
            await Task.WhenAny(system.WhenTerminated, Task.Delay(FarewellPatience));
        }
    }

    // An invitation stands until the next one.
    private IReadOnlyList<Address> Orchestrators(Address? invitation)
    {
        _invitation = invitation ?? _invitation;
        var given = options.Seeds.Select(seed => Address.Parse($"{ClusterTls.Protocol(tls)}://{ClusterNames.System}@{seed}"));
        return [.. _invitation is null ? given : given.Append(_invitation)];
    }

    private IHost Build(ClusterPlace place)
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
                SeedNodes = [.. place.Orchestrators.Select(address => address.ToString())],
            })
            .WithGpuNode(trials, identity, place)
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
