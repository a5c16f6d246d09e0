using Microsoft.Extensions.DependencyInjection.Extensions;
using Orchestrator.Access;
using Orchestrator.Tracking.Artifacts;
using Orchestrator.Tracking.Routes;
using Orchestrator.Tracking.Store;

namespace Orchestrator.Tracking;

/// <summary>The MLflow-compatible tracking server as a part of a web host.</summary>
public static class TrackingHosting
{
    /// <summary>The version of MLflow whose API is served, as <c>/version</c> tells clients.</summary>
    public const string MlflowVersion = "3.3.2";

    /// <param name="wrote">Hears how long each write took; null: nobody does.</param>
    public static IServiceCollection AddTracking(this IServiceCollection services, TrackingOptions options, Func<IServiceProvider, Action<TimeSpan>>? wrote = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => TrackingStore.Open(wrote is null ? options : options with { Wrote = wrote(provider) }, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IArtifactStore>(_ => options.Artifacts is { } bucket
            ? ObjectStores.Open(bucket, FolderArtifactStore.PrepareIncoming(options.ArtifactRoot))
            : new FolderArtifactStore(options.ArtifactRoot));
        services.AddSingleton(options.Access);
        if (options.Access.UsersFile is { } users)
        {
            services.AddSingleton(provider => new Gatekeeper(users, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Gatekeeper>>()));
        }

        if (options.Access.Origins.Count > 0)
        {
            services.AddCors(cors => cors.AddPolicy(BodyBounds.OriginPolicy, policy => policy.WithOrigins([.. options.Access.Origins]).AllowAnyHeader().AllowAnyMethod()));
        }

        return services;
    }

    /// <summary>Opens the store and maps <c>/api/2.0/…</c>, <c>/ajax-api/2.0/…</c>, <c>/get-artifact</c>, <c>/health</c> and <c>/version</c>.</summary>
    /// <exception cref="IOException">The database or the artifact folder can't be used; the message is one line for a person.</exception>
    public static WebApplication MapTracking(this WebApplication app)
    {
        app.UseUnknownRoutes();
        var endpoints = BodyBounds.Group(app, app.Services.GetRequiredService<HttpAccess>());
        var store = endpoints.ServiceProvider.GetRequiredService<TrackingStore>();
        var artifacts = endpoints.ServiceProvider.GetRequiredService<IArtifactStore>();
        new ExperimentRoutes(store).Map(endpoints);
        new RunRoutes(store).Map(endpoints);
        new LoggingRoutes(store).Map(endpoints);
        new MetricRoutes(store).Map(endpoints);
        new InputRoutes(store).Map(endpoints);
        new ArtifactRoutes(store, artifacts).Map(endpoints);
        new RegisteredModelRoutes(store).Map(endpoints);
        new ModelAliasRoutes(store).Map(endpoints);
        new ModelVersionRoutes(store).Map(endpoints);
        new LoggedModelRoutes(store).Map(endpoints);
        new ModelArtifactRoutes(store, artifacts).Map(endpoints);
        app.MapMethods("/health", ["GET"], context => context.Response.WriteAsync("OK"));
        app.MapMethods("/version", ["GET"], context => context.Response.WriteAsync(MlflowVersion));
        return app;
    }
}
