using Orchestrator.Access;
using Orchestrator.Operations;
using Orchestrator.Tracking;
using Orchestrator.Tracking.Artifacts;
using Serilog;
using Shared.Security;

namespace Orchestrator.Hosting;

/// <summary>What the web hosts of an orchestrator and of a tracking server alone have in common.</summary>
internal static class WebHosts
{
    /// <summary>A host on the options' address, with the tracking server's parts; nothing is opened yet.</summary>
    /// <param name="tls">By which it speaks https; null: it speaks HTTP.</param>
    public static WebApplicationBuilder Begin(OrchestratorOptions options, TlsFolder? tls)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSerilog(dispose: false);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.WebHost.UseUrls(AddressOf(options.HttpAddress, options, tls).AbsoluteUri);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (tls is not null)
            {
                kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = tls.Certificate);
            }
        });
        if (tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.Services.AddSingleton<TrackingMeter>().AddTracking(
            new TrackingOptions
            {
                DatabaseFile = options.TrackingDatabase,
                ArtifactRoot = options.ArtifactFolder,
                Artifacts = options.Artifacts is { } bucket ? ObjectStoreAddress.Parse(bucket) : null,
                Access = options.Access,
            },
            provider => provider.GetRequiredService<TrackingMeter>().Wrote);
        return builder;
    }

    /// <summary>The base address of what the options' port serves, at a host that has it.</summary>
    public static Uri AddressOf(string host, OrchestratorOptions options, TlsFolder? tls) => new UriBuilder(tls is null ? "http" : "https", host, options.HttpPort).Uri;

    /// <summary>The options' folder for TLS; null where they name none.</summary>
    /// <exception cref="RefusalException">It can't be used.</exception>
    public static TlsFolder? OpenTls(OrchestratorOptions options)
    {
        try
        {
            return options.Tls is { } folder ? TlsFolder.Open(folder) : null;
        }
        catch (IOException fault)
        {
            throw new RefusalException(fault.Message, fault);
        }
    }

    /// <summary>Keeps other people's pages out, but for those that the tracking server may serve, and asks everybody else who they are.</summary>
    /// <exception cref="RefusalException">The users' file can't be used.</exception>
    public static void UseGuards(this WebApplication app, OrchestratorOptions options)
    {
        app.UseBrowserGuard(options.HttpAddress, options.Access.Origins);
        if (options.Access.Origins.Count > 0)
        {
            app.UseCors();
        }

        app.UseAccess();
    }

    /// <summary>A folder's refusal with its cure.</summary>
    public static RefusalException Refusal(IOException fault) => new($"{fault.Message.TrimEnd('.')}; restore a copy, or choose another folder with --data", fault);

    /// <summary>The command decides when to stop: it has a node to take down first.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
