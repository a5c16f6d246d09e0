using Microsoft.AspNetCore.Http.HttpResults;

namespace Orchestrator.Access;

/// <summary>Who the caller is here, so that a page offers nothing that would be refused.</summary>
internal static class MeApi
{
    public static void MapMe(this IEndpointRouteBuilder app) => app.MapGet("/api/me", Me);

    // Where nobody is asked everybody is everything.
    private static Ok<MeDto> Me(HttpContext context) => TypedResults.Ok(context.Caller() is { } caller
        ? new MeDto(caller.Name, Roles.NameOf(caller.Role), caller.May(Right.Control), caller.May(Right.Administer))
        : new MeDto(null, Roles.NameOf(Role.Admin), Control: true, Administer: true));
}

/// <param name="Name">Null where the server asks nobody.</param>
/// <param name="Control">May submit sweeps and say how they go on.</param>
/// <param name="Administer">May take away for good.</param>
public sealed record MeDto(string? Name, string Role, bool Control, bool Administer);
