using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Orchestrator.Dashboard.Decoding;
using Orchestrator.Dashboard.Live;
using Orchestrator.Dashboard.Tracked;
using Orchestrator.Dashboard.Trials;

namespace Orchestrator.Dashboard;

/// <summary>The results page with all that it asks for, as a part of the orchestrator's web host.</summary>
public static class DashboardHosting
{
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton<TablePresenter>().AddSingleton<Feeds>().AddSingleton<Timelines>().AddSingleton<RunLogs>().AddDecoding();
        // A table of ten thousand trials is half a megabyte. By gzip: over plain HTTP browsers take no other that is worth it. Numbers of curves would not become much smaller.
        services.AddResponseCompression(compression =>
        {
            compression.MimeTypes = ["application/json"];
            compression.Providers.Add<GzipCompressionProvider>();
        });
        return services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
    }

    /// <summary>Compresses what is told of sweeps, for those that take it.</summary>
    public static void UseDashboard(this WebApplication app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api/sweeps", StringComparison.Ordinal), branch => branch.UseResponseCompression());

    /// <summary>Maps the page and its data.</summary>
    public static void MapDashboardWithData(this WebApplication app)
    {
        app.MapLive();
        app.MapTracked();
        app.MapTrialPages();
        app.MapDecoding();
        app.MapDashboard();
    }
}
