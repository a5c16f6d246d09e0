using Microsoft.Extensions.DependencyInjection.Extensions;
using Orchestrator.Tracking.Artifacts;
using Orchestrator.Tracking.Routes;
using Orchestrator.Tracking.Store;

namespace Orchestrator.Tracking;

/// <summary>The MLflow-compatible tracking server as a part of a web host.</summary>
public static class TrackingHosting
{
    /// <summary>The version of MLflow whose API is served, as <c>/version</c> tells clients.</summary>
    public const string MlflowVersion = "3.3.2";

    public static IServiceCollection AddTracking(this IServiceCollection services, TrackingOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => TrackingStore.Open(options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IArtifactStore>(_ => new FolderArtifactStore(options.ArtifactRoot));
        return services;
    }

    /// <summary>Opens the store and maps <c>/api/2.0/…</c>, <c>/ajax-api/2.0/…</c>, <c>/get-artifact</c>, <c>/health</c> and <c>/version</c>.</summary>
    /// <exception cref="IOException">The database or the artifact folder can't be used; the message is one line for a person.</exception>
    public static WebApplication MapTracking(this WebApplication app)
    {
        app.UseUnknownRoutes();
        IEndpointRouteBuilder endpoints = app;
        var store = endpoints.ServiceProvider.GetRequiredService<TrackingStore>();
        var artifacts = endpoints.ServiceProvider.GetRequiredService<IArtifactStore>();
        new ExperimentRoutes(store).Map(endpoints);
        new RunRoutes(store).Map(endpoints);
        new LoggingRoutes(store).Map(endpoints);
        new MetricRoutes(store).Map(endpoints);
        new InputRoutes(store).Map(endpoints);
        new ArtifactRoutes(store, artifacts).Map(endpoints);
        endpoints.MapMethods("/health", ["GET"], context => context.Response.WriteAsync("OK"));
        endpoints.MapMethods("/version", ["GET"], context => context.Response.WriteAsync(MlflowVersion));
        return app;
    }
}
