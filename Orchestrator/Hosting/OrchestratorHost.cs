using System.Text.Json;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Remote.Hosting;
using Orchestrator.Access;
using Orchestrator.Answers;
using Orchestrator.Api;
using Orchestrator.Checkpoints;
using Orchestrator.Coordinator;
using Orchestrator.Dashboard;
using Orchestrator.Hosting.Group;
using Orchestrator.Hosting.Membership;
using Orchestrator.Operations;
using Orchestrator.Tracking;
using Orchestrator.Tracking.Artifacts;
using Serilog;
using Shared.Catalogues;
using Shared.Datasets;
using Shared.Hosting;
using Shared.Mlflow;
using Shared.Security;

namespace Orchestrator.Hosting;

/// <summary>A running orchestrator: coordinator, HTTP API, results page and tracking server, in this process. Sweeps may be recorded in another tracking server; ours then stays empty.</summary>
public sealed class OrchestratorHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FileStream _folder;
    private readonly GroupEntry? _entry;
    private int _disposed;

    private OrchestratorHost(WebApplication app, FileStream folder, GroupEntry? entry, Uri address, string clusterAddress) =>
        (_app, _folder, _entry, Address, ClusterAddress) = (app, folder, entry, address, clusterAddress);

    /// <summary>Base address of API, results page and tracking server.</summary>
    public Uri Address { get; }

    /// <summary>Where node agents join, HOST:PORT; of several orchestrators all, with commas between them.</summary>
    public string ClusterAddress { get; }

    /// <summary>As whom this process comes to its own HTTP port.</summary>
    public OrchestratorAccess Own => _app.Services.GetRequiredService<OrchestratorAccess>();

    /// <summary>All that is mapped.</summary>
    internal IEnumerable<Endpoint> Endpoints => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints);

    /// <summary>Completes when it is no longer part of its cluster: the others went on without it, or it was stopped.</summary>
    public Task CutOff => _app.Services.GetRequiredService<ActorSystem>().WhenTerminated;

    /// <exception cref="RefusalException">Ports, folder or tracking server refuse; one line says which and what to do.</exception>
    public static async Task<OrchestratorHost> StartAsync(OrchestratorOptions options, CancellationToken cancellation)
    {
        options = options.Checked();
        options = options with
        {
            DataFolder = Path.GetFullPath(options.DataFolder),
            HttpPort = Surroundings.ClaimPort(options.HttpAddress, options.HttpPort, "--port"),
            ClusterPort = Surroundings.ClaimPort(options.ClusterAddress, options.ClusterPort, "--cluster-port"),
        };
        // One that comes back to sweeps of its own must not need the tracking server for it: they train on without.
        var server = options.Journal is { } at ? new JournalServer(JournalAddress.Parse(at)) : null;
        var comesBack = options.AwaitsTracking && (server is null ? File.Exists(options.JournalPath) : await server.ExistsAsync(cancellation));
        var away = options.TrackingUri is { } tracking ? await TrackingTroubleAsync(tracking, comesBack, cancellation) : null;
        if (options.Artifacts is { } bucket && !comesBack)
        {
            await ArtifactOpening.CheckAsync(bucket, cancellation);
        }

        var tls = WebHosts.OpenTls(options);
        var catalogue = LoadCatalogue();
        var folder = Surroundings.HoldFolder(options);
        OrchestratorLog.Start(options);
        if (away is not null)
        {
            Log.Warning("The tracking server does not answer and is waited for: {Reason}", away);
        }

        if (tls?.EndsSoon(TimeProvider.System.GetUtcNow()) is { } soon)
        {
            Log.Warning("{Certificate}", soon);
        }

        OrchestratorHost? host = null;
        var entry = server is null ? null : new GroupEntry(new FoundingLock(server.ConnectionString), TimeProvider.System);
        try
        {
            var journal = server is null ? JournalFile.Prepare(options) : await server.PrepareAsync(cancellation);
            var address = AddressOf(options, tls);
            var join = options.Orchestrators.Count > 0 ? string.Join(',', options.Orchestrators) : $"{options.ClusterAddress}:{options.ClusterPort}";
            if (entry is not null && options.Orchestrators.Count <= 1 && !await entry.BeginAloneAsync())
            {
                throw new RefusalException($"another orchestrator uses the journal {server!.Place}; stop it, name another database in --journal, or name all that stand in for each other in --orchestrators");
            }

            host = new OrchestratorHost(Build(options, tls, catalogue, journal, address, entry, server), folder, entry, address, join);
            await host.MapAsync(options, comesBack, cancellation);
            await host._app.StartAsync(cancellation);
            return host;
        }
        catch
        {
            // What was started is stopped, and the folder is free again.
            await (host?.DisposeAsync() ?? FreeAsync(folder, entry));
            throw;
        }
    }

    /// <summary>May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _app.StopAsync();
        await _app.DisposeAsync();
        await FreeAsync(_folder, _entry);
    }

    private static async ValueTask FreeAsync(FileStream folder, GroupEntry? entry)
    {
        await (entry?.DisposeAsync() ?? ValueTask.CompletedTask);
        await folder.DisposeAsync();
    }

    // As others see it: nodes send metrics there. One that listens everywhere is known by the name that nodes were given.
    private static Uri AddressOf(OrchestratorOptions options, TlsFolder? tls)
    {
        var everywhere = System.Net.IPAddress.TryParse(options.HttpAddress, out var listens) && (listens.Equals(System.Net.IPAddress.Any) || listens.Equals(System.Net.IPAddress.IPv6Any));
        return WebHosts.AddressOf(everywhere ? options.ClusterAddress : options.HttpAddress, options, tls);
    }

    private static WebApplication Build(OrchestratorOptions options, TlsFolder? tls, Catalogue catalogue, string journal, Uri address, GroupEntry? entry, JournalServer? server)
    {
        var builder = WebHosts.Begin(options, tls);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Spell(json.SerializerOptions));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(options).AddSingleton(catalogue)
            .AddSingleton(new ImageFolders(options.DatasetFolder ?? DatasetStore.DefaultFolder()))
            .AddOperations()
            .AddSingleton(provider => Health(options, server, provider.GetRequiredService<OrchestratorMeter>())).AddSingleton<SweepGateway>().AddSingleton<WarmStartResolver>().AddSingleton<SweepReading>().AddSingleton<SweepPresenter>()
            .AddSingleton(provider => new OrchestratorAccess(provider.GetService<Gatekeeper>()?.OwnToken, tls?.Authority))
            .AddSingleton(provider => new SweepTracking(address.AbsoluteUri, TimeProvider.System, provider.GetRequiredService<OrchestratorAccess>()));
        builder.Services
            .AddSingleton(provider => new CheckpointStore(provider.GetRequiredService<IArtifactStore>(), CheckpointSizes.Of(options), shared: options is { Artifacts: not null, Orchestrators.Count: > 1 }))
            .AddSingleton(_ => AnswerStore.Open(Path.Combine(options.DataFolder, "answers.db")))
            .AddSingleton(provider => new SweepAnswers(provider.GetRequiredService<AnswerStore>(), new ReusedRuns(provider.GetRequiredService<SweepTracking>(), TimeProvider.System)));
        builder.Services.AddDashboard().AddAkka(ClusterNames.System, (akka, services) => Configure(akka, services, options, tls, journal, address, entry));

        return builder.Build();
    }

    private async Task MapAsync(OrchestratorOptions options, bool comesBack, CancellationToken cancellation)
    {
        _app.UseGuards(options);
        _app.UseApiRefusals();
        _app.UseDashboard();
        try
        {
            _app.MapTracking();
            await _app.Services.OpenArtifactsAsync(options, comesBack, cancellation);
            _ = _app.Services.GetRequiredService<AnswerStore>();
        }
        catch (IOException fault)
        {
            throw WebHosts.Refusal(fault);
        }

        _app.MapOperations();
        _app.MapSweeps();
        _app.MapCheckpoints(Address);
        _app.MapNodes();
        _app.MapMe();
        _app.MapDashboardWithData();
    }

    private static JournalHealth Health(OrchestratorOptions options, JournalServer? server, OrchestratorMeter meter) => server is null
        ? new JournalHealth { Took = meter.JournalWrote, TryWrite = cancellation => JournalFile.TryWriteAsync(options, cancellation) }
        : new JournalHealth { Took = meter.JournalWrote, Look = server.TroubleAsync, TryWrite = server.TryWriteAsync };

    private static void Configure(AkkaConfigurationBuilder akka, IServiceProvider services, OrchestratorOptions options, TlsFolder? tls, string journal, Uri address, GroupEntry? entry)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var tracking = services.GetRequiredService<SweepTracking>();
        var health = services.GetRequiredService<JournalHealth>();
        akka.ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithRemoting(new RemoteOptions { HostName = options.ClusterAddress, PublicHostName = options.ClusterAddress, Port = options.ClusterPort }.Secured(tls))
            .WithClustering(new ClusterOptions { Roles = [ClusterNames.OrchestratorRole] })
            .WithCoordinator(clock, health, dispatcher => new SweepServices(clock, dispatcher, tracking, address.AbsoluteUri)
            {
                Journal = health,
                Watch = () => new SweepWatch(services.GetRequiredService<OrchestratorMeter>()),
                Checkpoints = services.GetRequiredService<CheckpointStore>(),
                Answers = services.GetRequiredService<SweepAnswers>(),
            })
            .WithMembership(new KnownNodes(options.MembersPath), tls, clock)
            // The file after the options: an operator's change wins. Not so where the journal lies. The plugin's own defaults come last of all.
            .AddHocon(HoconFiles.Orchestrator(), HoconAddMode.Prepend)
            .AddHocon(journal, HoconAddMode.Prepend)
            .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append);
        _ = options.Orchestrators.Count > 1 && entry is not null
            ? akka.WithGroup([.. options.Orchestrators.Select(one => $"{ClusterTls.Protocol(tls)}://{ClusterNames.System}@{one}")], entry)
            : akka.AddStartup((system, _) => Cluster.Get(system).Join(Cluster.Get(system).SelfAddress));
    }

    // Why it does not answer, where that may be; null where it does.
    private static async Task<string?> TrackingTroubleAsync(string uri, bool mayBeAway, CancellationToken cancellation)
    {
        try
        {
            using var client = new MlflowClient(MlflowConnection.Parse(uri), new MlflowClientOptions { Patience = TimeSpan.FromSeconds(3), RequestTimeout = TimeSpan.FromSeconds(5) });
            await client.CheckAsync(cancellation);
            return null;
        }
        catch (MlflowException fault) when (mayBeAway && fault.IsTransient)
        {
            return fault.Message;
        }
        catch (Exception fault) when (fault is MlflowException or ArgumentException or FormatException)
        {
            throw new RefusalException($"no sweep could be recorded: {fault.Message} (see --tracking and MLFLOW_TRACKING_URI; without either, the server built in records)", fault);
        }
    }

    /// <summary>What the trainer of this build can train.</summary>
    /// <exception cref="RefusalException">Its description is missing.</exception>
    public static Catalogue LoadCatalogue()
    {
        var file = Path.Combine(AppContext.BaseDirectory, Catalogue.FileName);
        try
        {
            file = File.Exists(file) ? file : SiblingProgram.Trainer().File(Catalogue.FileName);
            return Catalogue.FromJson(File.ReadAllText(file));
        }
        catch (JsonException fault)
        {
            throw new RefusalException($"{file} does not describe what can be trained; {Programs.BuildAnew} ({fault.Message})", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException($"what can be trained is unknown, {Programs.BuildAnew}: {fault.Message}", fault);
        }
    }
}
