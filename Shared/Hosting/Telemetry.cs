using System.Diagnostics;

namespace Shared.Hosting;

/// <summary>What orchestrator and node agents are called by those who watch them, and where OpenTelemetry's standard variables send what they tell.</summary>
public static class Telemetry
{
    /// <summary>Of our meters and of our source of spans.</summary>
    public const string Name = "Experiments";

    /// <summary>Where metrics and spans go by OTLP.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string Off = "OTEL_SDK_DISABLED";

    /// <summary>Spans of sweeps, trials and attempts. Where nobody listens, to begin one costs a look at a list that is empty.</summary>
    public static ActivitySource Spans { get; } = new(Name, BuildVersion.Text);

    /// <summary>Whether metrics are sent by OTLP.</summary>
    public static bool SendsMetrics(Func<string, string?> variable) => Sends(variable, "METRICS");

    /// <summary>Whether spans are sent by OTLP.</summary>
    public static bool SendsSpans(Func<string, string?> variable) => Sends(variable, "TRACES");

    /// <summary>What the sender is called, unless OTEL_SERVICE_NAME calls it something else.</summary>
    public static string ServiceName(Func<string, string?> variable, string usual) => variable("OTEL_SERVICE_NAME") is { Length: > 0 } named ? named : usual;

    // OTEL_METRICS_EXPORTER=none and the like, which .NET's own library does not read.
    private static bool Sends(Func<string, string?> variable, string signal) =>
        !string.Equals(variable(Off), "true", StringComparison.OrdinalIgnoreCase)
        && !string.Equals(variable($"OTEL_{signal}_EXPORTER"), "none", StringComparison.OrdinalIgnoreCase)
        && (variable(Endpoint) is { Length: > 0 } || variable($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") is { Length: > 0 });
}
