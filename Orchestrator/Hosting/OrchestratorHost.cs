using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Remote.Hosting;
using Microsoft.Data.Sqlite;
using Orchestrator.Api;
using Orchestrator.Coordinator;
using Orchestrator.Dashboard;
using Orchestrator.Tracking;
using Serilog;
using Shared.Catalogues;
using Shared.Hosting;
using Shared.Mlflow;

namespace Orchestrator.Hosting;

/// <summary>A running orchestrator: coordinator, HTTP API, results page and tracking server, in this process. Sweeps may be recorded in another tracking server; ours then stays empty.</summary>
public sealed class OrchestratorHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FileStream _folder;

    private OrchestratorHost(WebApplication app, FileStream folder, Uri address, string clusterAddress) =>
        (_app, _folder, Address, ClusterAddress) = (app, folder, address, clusterAddress);

    /// <summary>Base address of API, results page and tracking server.</summary>
    public Uri Address { get; }

    /// <summary>Where node agents join, HOST:PORT.</summary>
    public string ClusterAddress { get; }

    /// <summary>Completes when the orchestrator has stopped by itself or by a signal.</summary>
    public Task Stopped => _app.WaitForShutdownAsync();

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
        if (options.TrackingUri is { } tracking)
        {
            await CheckTrackingAsync(tracking, cancellation);
        }

        var catalogue = LoadCatalogue();
        var folder = Surroundings.HoldFolder(options.DataFolder);
        OrchestratorLog.Start(options);
        try
        {
            var journal = PrepareJournal(options);
            var address = AddressOf(options);
            var app = Build(options, catalogue, journal, address);
            await app.StartAsync(cancellation);
            return new OrchestratorHost(app, folder, address, $"{options.ClusterAddress}:{options.ClusterPort}");
        }
        catch
        {
            await folder.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _folder.DisposeAsync();
    }

    // As others see it: nodes send metrics there. One that listens everywhere is known by the name that nodes were given.
    private static Uri AddressOf(OrchestratorOptions options)
    {
        var everywhere = System.Net.IPAddress.TryParse(options.HttpAddress, out var listens) && (listens.Equals(System.Net.IPAddress.Any) || listens.Equals(System.Net.IPAddress.IPv6Any));
        return new UriBuilder("http", everywhere ? options.ClusterAddress : options.HttpAddress, options.HttpPort).Uri;
    }

    private static WebApplication Build(OrchestratorOptions options, Catalogue catalogue, string journal, Uri address)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSerilog(dispose: false);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.WebHost.UseUrls(new UriBuilder("http", options.HttpAddress, options.HttpPort).Uri.AbsoluteUri);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Spell(json.SerializerOptions));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(options).AddSingleton(catalogue)
            .AddSingleton<SweepGateway>().AddSingleton<SweepPresenter>().AddSingleton(new SweepTracking(address.AbsoluteUri, TimeProvider.System));
        builder.Services.AddTracking(new TrackingOptions
        {
            DatabaseFile = Path.Combine(options.DataFolder, "tracking.db"),
            ArtifactRoot = Path.Combine(options.DataFolder, "artifacts"),
        });
        builder.Services.AddAkka(ClusterNames.System, (akka, services) => Configure(akka, services, options, journal, address));

        var app = builder.Build();
        app.UseBrowserGuard(options.HttpAddress);
        app.UseApiRefusals();
        app.MapTracking();
        app.MapSweeps();
        app.MapNodes();
        app.MapDashboard();
        return app;
    }

    private static void Configure(AkkaConfigurationBuilder akka, IServiceProvider services, OrchestratorOptions options, string journal, Uri address)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var tracking = services.GetRequiredService<SweepTracking>();
        akka.ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithRemoting(new RemoteOptions { HostName = options.ClusterAddress, PublicHostName = options.ClusterAddress, Port = options.ClusterPort })
            .WithClustering(new ClusterOptions { Roles = [ClusterNames.OrchestratorRole] })
            .WithCoordinator(clock, dispatcher => new SweepServices(clock, dispatcher, tracking, address.AbsoluteUri))
            .AddHocon(journal, HoconAddMode.Prepend)
            // The file after the options: an operator's change wins. The plugin's own defaults come last of all.
            .AddHocon(HoconFiles.Orchestrator(), HoconAddMode.Prepend)
            .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append)
            .AddStartup((system, _) =>
            {
                var cluster = Cluster.Get(system);
                cluster.Join(cluster.SelfAddress);
            });
    }

    // The plugin does not ask for a write-ahead log; the setting stays with the file.
    private static string PrepareJournal(OrchestratorOptions options)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(options.DataFolder, "journal.db") }.ToString();
        try
        {
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL";
            command.ExecuteNonQuery();
        }
        catch (SqliteException fault)
        {
            throw new RefusalException($"the journal in {options.DataFolder} cannot be opened: {fault.Message}; choose another folder with --data", fault);
        }

        return $$"""
            akka.persistence.journal.sql.connection-string = "{{connectionString.Replace("\\", "\\\\", StringComparison.Ordinal)}}"
            akka.persistence.snapshot-store.sql.connection-string = "{{connectionString.Replace("\\", "\\\\", StringComparison.Ordinal)}}"
            """;
    }

    private static async Task CheckTrackingAsync(string uri, CancellationToken cancellation)
    {
        try
        {
            using var client = new MlflowClient(MlflowConnection.Parse(uri), new MlflowClientOptions { Patience = TimeSpan.FromSeconds(3), RequestTimeout = TimeSpan.FromSeconds(5) });
            await client.CheckAsync(cancellation);
        }
        catch (Exception fault) when (fault is MlflowException or ArgumentException or FormatException)
        {
            throw new RefusalException($"the tracking server cannot be used: {fault.Message}", fault);
        }
    }

    /// <summary>What the trainer of this build can train.</summary>
    /// <exception cref="RefusalException">Its description is missing.</exception>
    public static Catalogue LoadCatalogue()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, Catalogue.FileName);
        try
        {
            return Catalogue.FromJson(File.ReadAllText(File.Exists(beside) ? beside : SiblingProgram.Trainer().File(Catalogue.FileName)));
        }
        catch (Exception fault) when (fault is IOException or System.Text.Json.JsonException)
        {
            throw new RefusalException($"what can be trained is unknown: {fault.Message}", fault);
        }
    }

    /// <summary>The command decides when to stop: it has a node to take down first.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
