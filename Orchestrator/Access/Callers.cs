using Shared.Wire;

namespace Orchestrator.Access;

/// <summary>Who a sweep's history names for a command.</summary>
internal static class Callers
{
    /// <summary>Whom the server knows the caller for; where it asks nobody, whom the caller says to be.</summary>
    public static Caller Of(HttpContext context, string? who, string? why) => new() { Who = context.Caller()?.Name ?? who ?? "", Why = why ?? "" };
}
