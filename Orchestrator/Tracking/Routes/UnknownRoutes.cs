namespace Orchestrator.Tracking.Routes;

/// <summary>What no route of MLflow's API takes is answered as MLflow does: 404 with a page, from which clients tell that the server is older than they are.</summary>
internal static class UnknownRoutes
{
    private static readonly PathString[] Prefixes = ["/api/2.0", "/api/3.0", "/ajax-api"];

    public static void UseUnknownRoutes(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint() is not null || !Prefixes.Any(prefix => context.Request.Path.StartsWithSegments(prefix)))
        {
            await next(context);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync("<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>This server has no such route.</p>\n", context.RequestAborted);
    });
}
