namespace Shared.Mlflow;

/// <summary>How long an <see cref="MlflowClient"/> waits, and how often it tries again.</summary>
public sealed record MlflowClientOptions
{
    /// <summary>Time for one try of a call, answer included; MLflow's Python client waits as long.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Time for one try of an artifact transfer, up to the answer's head.</summary>
    public TimeSpan TransferTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>No new try begins when this has passed since the first; zero: one try only.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Wait before the second try; it doubles, with jitter, up to <see cref="LongestDelay"/>.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);
}
