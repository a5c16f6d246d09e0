using System.Net;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Mvc;

namespace Orchestrator.Hosting;

/// <summary>
/// Keeps other people's web pages away from an API without a password: a page elsewhere may not change anything here through the visitor's browser (cross-site request),
/// nor read anything under a name of its own that it points at this address (DNS rebinding). Programs send no Origin and are not concerned.
/// </summary>
internal static class BrowserGuard
{
    /// <param name="origins">Whose pages may use the routes that have a policy for it.</param>
    public static void UseBrowserGuard(this WebApplication app, string listenAddress, IReadOnlyList<string> origins) => app.Use(async (context, next) =>
    {
        var allowed = context.GetEndpoint()?.Metadata.GetMetadata<IEnableCorsAttribute>() is null ? [] : origins;
        if (Refusal(context.Request, listenAddress, allowed) is { } reason)
        {
            await TypedResults.Problem(new ProblemDetails { Title = "refused", Detail = reason, Status = StatusCodes.Status403Forbidden }).ExecuteAsync(context);
            return;
        }

        await next(context);
    });

    /// <summary>Why a request is refused; null where it is not.</summary>
    public static string? Refusal(HttpRequest request, string listenAddress, IReadOnlyList<string> origins)
    {
        if (IsLoopback(listenAddress) && !IsLoopback(request.Host.Host))
        {
            return $"this server listens on {listenAddress} alone and does not answer to the name '{request.Host.Host}'";
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase) && !origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            ? $"a page of {origin} may not use this server"
            : null;
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
