using Microsoft.AspNetCore.Mvc;

namespace Orchestrator.Api;

/// <summary>What the coordinator could not answer becomes 503 with the reason, not a bare 500.</summary>
internal static class ApiRefusals
{
    public static void UseApiRefusals(this WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (RefusalException refusal) when (!context.Response.HasStarted)
        {
            await TypedResults.Problem(new ProblemDetails { Title = "not now", Detail = refusal.Message, Status = StatusCodes.Status503ServiceUnavailable }).ExecuteAsync(context);
        }
    });
}
