using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Shared.Hosting;

namespace GpuNode.Watching;

/// <summary>Sends an agent's metrics by OTLP where OpenTelemetry's standard variables say where to.</summary>
internal static class AgentTelemetry
{
    /// <returns>Sends what is left when it is disposed; null where nothing is sent, and then nothing is measured either.</returns>
    public static IDisposable? Start(string name) => !Telemetry.SendsMetrics(Environment.GetEnvironmentVariable)
        ? null
        : Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService(Telemetry.ServiceName(Environment.GetEnvironmentVariable, "experiments-node"), serviceVersion: BuildVersion.Text, serviceInstanceId: name))
            .AddMeter(Telemetry.Name, "System.Runtime")
            .AddOtlpExporter()
            .Build();
}
