using Orchestrator.Tracking;
using Serilog;

namespace Orchestrator.Hosting;

/// <summary>What the web hosts of an orchestrator and of a tracking server alone have in common.</summary>
internal static class WebHosts
{
    /// <summary>A host on the options' address, with the tracking server's parts; nothing is opened yet.</summary>
    /// <param name="wrote">Hears how long each write of the tracking server took; null: nobody does.</param>
    public static WebApplicationBuilder Begin(OrchestratorOptions options, Func<IServiceProvider, Action<TimeSpan>>? wrote = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSerilog(dispose: false);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.WebHost.UseUrls(new UriBuilder("http", options.HttpAddress, options.HttpPort).Uri.AbsoluteUri);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddTracking(
            new TrackingOptions
            {
                DatabaseFile = options.TrackingDatabase,
                ArtifactRoot = options.ArtifactFolder,
                Access = options.TrackingAccess,
            },
            wrote);
        return builder;
    }

    /// <summary>Keeps other people's pages out, but for those that the tracking server may serve.</summary>
    public static void UseGuards(this WebApplication app, OrchestratorOptions options)
    {
        app.UseBrowserGuard(options.HttpAddress, options.TrackingAccess.Origins);
        if (options.TrackingAccess.Origins.Count > 0)
        {
            app.UseCors();
        }
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
