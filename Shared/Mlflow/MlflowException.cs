using System.Net;

namespace Shared.Mlflow;

/// <summary>The tracking server refused a call, or could not be asked. The message is one line for a person and holds no credentials.</summary>
/// <param name="statusCode">HTTP status of the answer; null where there was none (no connection, time out).</param>
/// <param name="errorCode">MLflow's name for the fault, e.g. RESOURCE_DOES_NOT_EXIST; empty where the server gave none.</param>
public sealed class MlflowException(HttpStatusCode? statusCode, string errorCode, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public HttpStatusCode? StatusCode { get; } = statusCode;

    public string ErrorCode { get; } = errorCode;

    /// <summary>How long the server asked to be left alone (Retry-After); null where it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same call may succeed later: the server is away, busy or broken; the caller made no mistake.</summary>
    public bool IsTransient => StatusCode is not { } status || MlflowRetry.IsTransient(status);

    /// <summary>The same would be refused again, whoever is let in by then: what somebody's token or role kept out may be taken later.</summary>
    public bool IsFinal => !IsTransient && StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
}
