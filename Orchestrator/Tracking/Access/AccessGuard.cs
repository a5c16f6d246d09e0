using Microsoft.AspNetCore.Http.Features;
using Orchestrator.Tracking.Routes;

namespace Orchestrator.Tracking.Access;

/// <summary>Stands before every tracking route: credentials where they are asked for, and a bound on what a body may hold.</summary>
internal sealed class AccessGuard(Gatekeeper? keeper)
{
    /// <summary>The policy by which browsers are told which other pages may use the tracking routes.</summary>
    public const string OriginPolicy = "tracking";

    private const string Unauthenticated =
        "You are not authenticated. Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, to what the tracking server's users' file knows.";

    /// <summary>The routes of the group that is returned are guarded.</summary>
    public static IEndpointRouteBuilder Group(IEndpointRouteBuilder endpoints, TrackingAccess access)
    {
        var guard = new AccessGuard(endpoints.ServiceProvider.GetService<Gatekeeper>());
        var group = endpoints.MapGroup("");
        ((IEndpointConventionBuilder)group).Add(endpoint => endpoint.RequestDelegate = endpoint.RequestDelegate is { } next ? guard.Before(next) : null);
        return access.Origins.Count > 0 ? group.RequireCors(OriginPolicy) : group;
    }

    private RequestDelegate Before(RequestDelegate next) => TrackingRoute.Guarded(async context =>
    {
        if (keeper is not null && !await keeper.AdmitsAsync(context.Request.Headers.Authorization, context.RequestAborted))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"mlflow\"";
            throw new TrackingFault("UNAUTHENTICATED", Unauthenticated);
        }

        // A route that takes files says so itself.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = TrackingAccess.JsonBody;
        }

        await next(context);
    });
}
