using Microsoft.AspNetCore.Mvc;
using Orchestrator.Tracking;
using Orchestrator.Tracking.Routes;

namespace Orchestrator.Access;

/// <summary>
/// Stands before everything that is mapped, page and data alike: who are you, and may you do that? A browser asks its user once, by HTTP's own Basic authentication, and sends the answer
/// with each request of the page, its live streams included.
/// </summary>
internal static class AccessGuard
{
    // One for all routes: a browser asks once for each.
    private const string Challenge = "Basic realm=\"experiments\", charset=\"UTF-8\"";

    private const string Unauthenticated =
        "You are not authenticated. Set EXPERIMENTS_TOKEN for this program's own commands and agents, or MLFLOW_TRACKING_TOKEN (or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD) for MLflow clients, to what the server's users' file knows; 'auth token add' makes a token.";

    /// <summary>Where there is no users' file everybody may do everything.</summary>
    public static void UseAccess(this WebApplication app)
    {
        if (app.Services.GetService<Gatekeeper>() is not { } keeper)
        {
            return;
        }

        app.Use(async (context, next) =>
        {
            var needed = Needed(context);
            if (needed == Right.Open)
            {
                await next(context);
            }
            else if (await keeper.IdentifyAsync(context.Request.Headers.Authorization, context.RequestAborted) is not { } caller)
            {
                context.Response.Headers.WWWAuthenticate = Challenge;
                await RefuseAsync(context, StatusCodes.Status401Unauthorized, Unauthenticated);
            }
            else if (needed is not { } permission || !caller.May(permission))
            {
                await RefuseAsync(context, StatusCodes.Status403Forbidden, Denied(caller, context.Request));
            }
            else
            {
                context.Features.Set(caller);
                await WatchedAsync(next(context), permission, keeper, context);
            }
        });
    }

    /// <summary>Who a request comes from; null where nobody is asked.</summary>
    public static Identity? Caller(this HttpContext context) => context.Features.Get<Identity>();

    /// <summary>The permission that an endpoint asks for; null: it is nobody's. What is not mapped at all is nothing but an answer that says so.</summary>
    public static Right? Needed(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern } ? RoutePermissions.Of(context.Request.Method, pattern) : Right.Read;

    // A live stream lasts for hours: who is locked out meanwhile hears no more of it.
    private static async Task WatchedAsync(Task request, Right permission, Gatekeeper keeper, HttpContext context)
    {
        string? credentials = context.Request.Headers.Authorization;
        using var over = new CancellationTokenSource();
        while (!request.IsCompleted && await Task.WhenAny(request, Task.Delay(Gatekeeper.LookEvery, over.Token)) != request)
        {
            if (await keeper.IdentifyAsync(credentials, CancellationToken.None) is not { } caller || !caller.May(permission))
            {
                context.Abort();
            }
        }

        await over.CancelAsync();
        await request;
    }

    private static string Denied(Identity caller, HttpRequest request) =>
        $"{caller.Name} is {Article(caller.Role)} {Roles.NameOf(caller.Role)} here and may not {request.Method} {request.Path}; ask whoever keeps the server's users' file for another role ('auth user add' and 'auth token add' give one)";

    private static string Article(Role role) => role == Role.Admin ? "an" : "a";

    // Each API in its own form.
    private static Task RefuseAsync(HttpContext context, int status, string reason) => TrackingRoute.IsTracking(context.Request.Path)
        ? TrackingRoute.RefuseAsync(context, new TrackingFault(status == StatusCodes.Status401Unauthorized ? "UNAUTHENTICATED" : "PERMISSION_DENIED", reason))
        : TypedResults.Problem(new ProblemDetails { Title = status == StatusCodes.Status401Unauthorized ? "who are you?" : "not allowed", Detail = reason, Status = status }).ExecuteAsync(context);
}
