using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Shared.Hosting;

namespace GpuNode.Watching;

/// <summary>Sends an agent's metrics and spans by OTLP where OpenTelemetry's standard variables say where to. What is not sent is not measured either.</summary>
internal sealed class AgentTelemetry(string name) : IDisposable
{
    private readonly MeterProvider? _metrics = !Telemetry.SendsMetrics(Environment.GetEnvironmentVariable)
        ? null
        : Sdk.CreateMeterProviderBuilder().ConfigureResource(resource => Named(resource, name)).AddMeter(Telemetry.Name, "System.Runtime").AddOtlpExporter().Build();

    private readonly TracerProvider? _spans = !Telemetry.SendsSpans(Environment.GetEnvironmentVariable)
        ? null
        : Sdk.CreateTracerProviderBuilder().ConfigureResource(resource => Named(resource, name)).AddSource(Telemetry.Name).AddOtlpExporter().Build();

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _metrics?.Dispose();
        _spans?.Dispose();
    }

    private static void Named(ResourceBuilder resource, string name) =>
        resource.AddService(Telemetry.ServiceName(Environment.GetEnvironmentVariable, "experiments-node"), serviceVersion: BuildVersion.Text, serviceInstanceId: name);
}
