namespace Shared.Mlflow;

/// <summary>How long an <see cref="MlflowClient"/> waits, and how often it tries again.</summary>
public sealed record MlflowClientOptions
{
    private static readonly Func<string, string?> Variable = Environment.GetEnvironmentVariable;

    /// <summary>Time for one try of a call, answer included; MLflow's Python client waits as long. <c>MLFLOW_HTTP_REQUEST_TIMEOUT</c>, in seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(Math.Max(0.001, MlflowEnvironment.Number("MLFLOW_HTTP_REQUEST_TIMEOUT", 120, Variable)));

    /// <summary>Time for one try of an artifact transfer, up to the answer's head.</summary>
    public TimeSpan TransferTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>No new try begins when this has passed since the first; zero: one try only.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Wait before the second try; it doubles, with jitter, up to <see cref="LongestDelay"/>. <c>MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR</c>, in seconds.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(MlflowEnvironment.Number("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", 0.25, Variable));

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries after the first one, at most. <c>MLFLOW_HTTP_REQUEST_MAX_RETRIES</c>; where it is not set, only patience counts.</summary>
    public int MaxRetries { get; init; } = (int)Math.Min(int.MaxValue, MlflowEnvironment.Number("MLFLOW_HTTP_REQUEST_MAX_RETRIES", int.MaxValue, Variable));

    /// <summary>Whether a server's Retry-After counts. <c>MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER</c>.</summary>
    public bool RespectRetryAfter { get; init; } = MlflowEnvironment.Flag("MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER", usual: true, Variable);

    /// <summary>Told in one line of each thing that MLflow's limits keep from being sent as it is.</summary>
    public Action<string> Warn { get; init; } = _ => { };
}
