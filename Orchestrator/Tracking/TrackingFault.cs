
namespace Orchestrator.Tracking;

/// <summary>A request that is refused, in MLflow's words: clients match error codes and parts of the messages.</summary>
internal sealed class TrackingFault(string errorCode, string message) : Exception(message)
{
    public string ErrorCode { get; } = errorCode;

    /// <summary>A body is larger than what is taken of its kind.</summary>
    public bool IsTooLarge { get; init; }

    public int Status => IsTooLarge ? StatusCodes.Status413PayloadTooLarge : ErrorCode switch
    {
        "INVALID_PARAMETER_VALUE" or "BAD_REQUEST" or "RESOURCE_ALREADY_EXISTS" => StatusCodes.Status400BadRequest,
        "UNAUTHENTICATED" => StatusCodes.Status401Unauthorized,
        "PERMISSION_DENIED" => StatusCodes.Status403Forbidden,
        "RESOURCE_DOES_NOT_EXIST" => StatusCodes.Status404NotFound,
        "NOT_IMPLEMENTED" => StatusCodes.Status501NotImplemented,
        "TEMPORARILY_UNAVAILABLE" => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    public static TrackingFault Invalid(string message) => new("INVALID_PARAMETER_VALUE", message);

    public static TrackingFault Missing(string parameter, string? because = null) =>
        Invalid($"Missing value for required parameter '{parameter}'.{(because is null ? "" : $" {because}")}");

    public static TrackingFault NotFound(string message) => new("RESOURCE_DOES_NOT_EXIST", message);

    public static TrackingFault Exists(string message) => new("RESOURCE_ALREADY_EXISTS", message);

    public static TrackingFault Unavailable(string message) => new("TEMPORARILY_UNAVAILABLE", message);

    public static TrackingFault NotInState(string what, string wanted, string actual) =>
        Invalid($"{what} must be in the '{wanted}' state. Current state is {actual}.");
}
