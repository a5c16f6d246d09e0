using Orchestrator.Operations;
using Orchestrator.Tracking;

namespace Orchestrator.Hosting;

/// <summary>A running tracking server alone: no coordinator, no cluster. It serves the data folder of an orchestrator that does not run as well as one of its own.</summary>
public sealed class TrackingHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FileStream _folder;

    private TrackingHost(WebApplication app, FileStream folder, Uri address) => (_app, _folder, Address) = (app, folder, address);

    /// <summary>Where clients on this machine reach it.</summary>
    public Uri Address { get; }

    /// <param name="options">Those of cluster and journal mean nothing here.</param>
    /// <exception cref="RefusalException">Port, folder, database or users' file refuse; one line says which and what to do.</exception>
    public static async Task<TrackingHost> StartAsync(OrchestratorOptions options, CancellationToken cancellation)
    {
        options = (options with { ClusterPort = 0 }).Checked();
        options = options with { DataFolder = Path.GetFullPath(options.DataFolder), HttpPort = Surroundings.ClaimPort(options.HttpAddress, options.HttpPort, "--port") };
        var tls = WebHosts.OpenTls(options);
        var folder = Surroundings.HoldFolder(options);
        OrchestratorLog.Start(options);
        TrackingHost? host = null;
        try
        {
            var builder = WebHosts.Begin(options, tls);
            builder.Services.AddTelemetry("experiments-tracking");
            host = new TrackingHost(builder.Build(), folder, WebHosts.AddressOf(options.HttpAddress, options, tls));
            host._app.UseGuards(options);
            host._app.MapTracking();
            await host._app.Services.OpenArtifactsAsync(options, comesBack: false, cancellation);
            host._app.MapTrackingOperations();
            await host._app.StartAsync(cancellation);
            return host;
        }
        catch (Exception fault)
        {
            await (host?.DisposeAsync() ?? folder.DisposeAsync());
            throw fault is IOException { InnerException: not Microsoft.AspNetCore.Connections.AddressInUseException } refusal ? WebHosts.Refusal(refusal) : fault;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _folder.DisposeAsync();
    }
}
