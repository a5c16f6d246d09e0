using Microsoft.AspNetCore.Http.Features;
using Orchestrator.Tracking.Routes;

namespace Orchestrator.Access;

/// <summary>Stands before every tracking route: a bound on what a body may hold, and which other pages may use it.</summary>
internal static class BodyBounds
{
    /// <summary>The policy by which browsers are told which other pages may use the tracking routes.</summary>
    public const string OriginPolicy = "tracking";

    /// <summary>The routes of the group that is returned are bounded.</summary>
    public static IEndpointRouteBuilder Group(IEndpointRouteBuilder endpoints, HttpAccess access)
    {
        var group = endpoints.MapGroup("");
        ((IEndpointConventionBuilder)group).Add(endpoint => endpoint.RequestDelegate = endpoint.RequestDelegate is { } next ? Before(next) : null);
        return access.Origins.Count > 0 ? group.RequireCors(OriginPolicy) : group;
    }

    private static RequestDelegate Before(RequestDelegate next) => TrackingRoute.Guarded(async context =>
    {
        // A route that takes files says so itself.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = HttpAccess.JsonBody;
        }

        await next(context);
    });
}
