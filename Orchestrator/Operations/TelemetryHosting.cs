using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Shared.Hosting;

namespace Orchestrator.Operations;

/// <summary>How a server's measurements leave it: <c>/metrics</c> for who asks, and OTLP where OpenTelemetry's standard variables say where to.</summary>
internal static class TelemetryHosting
{
    public const string Metrics = "/metrics";

    // Those of .NET: processor, memory and collections of the process; requests by route.
    private static readonly string[] Meters = [Telemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <param name="service">What the server is called unless OTEL_SERVICE_NAME calls it something else.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, string service)
    {
        services.AddMetrics();
        var told = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                Telemetry.ServiceName(Environment.GetEnvironmentVariable, service), serviceVersion: BuildVersion.Text, serviceInstanceId: $"{Environment.MachineName}/{Environment.ProcessId}"))
            // The endings tell the units already; the scope would only repeat our own name at each line.
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false));
        if (Telemetry.SendsMetrics(Environment.GetEnvironmentVariable))
        {
            told.WithMetrics(metrics => metrics.AddOtlpExporter());
        }

        if (Telemetry.SendsSpans(Environment.GetEnvironmentVariable))
        {
            told.WithTracing(traces => traces.AddSource(Telemetry.Name).AddOtlpExporter());
        }

        return services;
    }

    public static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint(Metrics).WithMetadata(new HttpMethodMetadata([HttpMethods.Get]));
}
