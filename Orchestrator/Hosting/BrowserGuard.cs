using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Mvc;
using Shared.Security;

namespace Orchestrator.Hosting;

/// <summary>
/// Keeps other people's web pages away, whether or not there is a password, which a browser would send along: a page elsewhere may not change anything here through the visitor's
/// browser (cross-site request), nor read anything under a name of its own that it points at this address (DNS rebinding). Programs send no Origin and are not concerned.
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
        if (ListeningRules.IsLoopback(listenAddress) && !ListeningRules.IsLoopback(request.Host.Host))
        {
            return $"this server listens on {listenAddress} alone and does not answer to the name '{request.Host.Host}'";
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 && IsForeign(request) ? "a page of another site may not use this server"
            : origin.Length > 0 && !IsOwn(origin, request) && !origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            ? $"a page of {origin} may not use this server"
            : null;
    }

    // A proxy may speak https for a server that speaks HTTP, never the other way round.
    private static bool IsOwn(string origin, HttpRequest request) =>
        origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase) || (!request.IsHttps && origin.Equals($"https://{request.Host}", StringComparison.OrdinalIgnoreCase));

    // Pictures, scripts and frames are asked for without an Origin. To follow a link to our own page is nobody's attack.
    private static bool IsForeign(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
        && !(HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document");
}
