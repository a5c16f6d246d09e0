namespace Shared.Security;

/// <summary>The environment variables that hold or name what a process proves itself with. A process that needs none of it, as a trainer, gets none.</summary>
public static class SecretVariables
{
    public static IReadOnlyList<string> All { get; } =
    [
        OrchestratorAccess.TokenVariable, OrchestratorAccess.TokenFileVariable, TlsFolder.Variable, "EXPERIMENTS_AUTH",
        "MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_CLIENT_CERT_PATH",
        "EXPERIMENTS_TRACKING_USERNAME", "EXPERIMENTS_TRACKING_PASSWORD", "EXPERIMENTS_TRACKING_TOKEN", "PGPASSWORD", "PGPASSFILE",
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SHARED_CREDENTIALS_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_METRICS_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
    ];

    /// <summary>Takes them out of what a new process would inherit.</summary>
    public static void Withhold(IDictionary<string, string?> environment)
    {
        foreach (var name in All)
        {
            environment.Remove(name);
        }
    }
}
