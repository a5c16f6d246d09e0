using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Shared.Hosting;

namespace Orchestrator.Operations;

/// <summary>What those who run an orchestrator ask it: <c>/ready</c> and <c>/metrics</c>; and what it sends by OTLP where OpenTelemetry's standard variables say where to.</summary>
public static class OperationsHosting
{
    private const string Metrics = "/metrics";

    // Those of .NET: processor, memory and collections of the process; requests by route.
    private static readonly string[] Meters = [Telemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<OrchestratorMeter>().AddSingleton<ClusterCensus>().AddSingleton<CensusGauges>().AddSingleton<Readiness>();
        var told = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                Telemetry.ServiceName(Environment.GetEnvironmentVariable, "experiments-orchestrator"), serviceVersion: BuildVersion.Text, serviceInstanceId: $"{Environment.MachineName}/{Environment.ProcessId}"))
            // The endings tell the units already; the scope would only repeat our own name at each line.
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false));
        if (Telemetry.SendsMetrics(Environment.GetEnvironmentVariable))
        {
            told.WithMetrics(metrics => metrics.AddOtlpExporter());
            services.AddHostedService<CensusTaker>();
        }

        if (Telemetry.SendsSpans(Environment.GetEnvironmentVariable))
        {
            told.WithTracing(traces => traces.AddSource(Telemetry.Name).AddOtlpExporter());
        }

        return services;
    }

    /// <summary>Maps <c>/ready</c> and <c>/metrics</c>, beside <c>/health</c>.</summary>
    public static void MapOperations(this WebApplication app)
    {
        _ = app.Services.GetRequiredService<CensusGauges>();
        app.UseWhen(context => context.Request.Path == Metrics, branch => branch.Use(async (context, next) =>
        {
            await context.RequestServices.GetRequiredService<ClusterCensus>().RefreshAsync(context.RequestAborted);
            await next(context);
        }));
        app.MapPrometheusScrapingEndpoint(Metrics).WithMetadata(new HttpMethodMetadata([HttpMethods.Get]));
        app.MapGet("/ready", Readiness.Answer);
    }

    /// <summary>Counts for those to whom metrics are sent; who scrapes has them counted by asking.</summary>
    private sealed class CensusTaker(ClusterCensus census, TimeProvider clock) : BackgroundService
    {
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(Every, clock);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await census.RefreshAsync(stoppingToken);
            }
        }
    }
}
