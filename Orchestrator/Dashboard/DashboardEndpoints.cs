using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Orchestrator.Dashboard;

/// <summary>The results page: one HTML page for all sweeps and for each, drawn in the browser from the API. Its files are resources of this assembly.</summary>
public static class DashboardEndpoints
{
    // Everything from this host, nothing inline, never inside another page.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Serves <c>/</c>, <c>/sweeps/{id}</c> and the page's files below <c>/assets</c>.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        var page = Asset.Read("dashboard.html", "text/html; charset=utf-8");
        routes.MapGet("/", page.Send);
        routes.MapGet("/sweeps/{id}", page.Send);
        foreach (var (name, type) in new[]
        {
            ("dashboard.js", "text/javascript; charset=utf-8"),
            ("dashboard.css", "text/css; charset=utf-8"),
            ("dashboard.svg", "image/svg+xml"),
        })
        {
            routes.MapGet($"/assets/{name}", Asset.Read(name, type).Send);
        }
    }

    private sealed record Asset(byte[] Content, string Type, EntityTagHeaderValue Tag)
    {
        public static Asset Read(string name, string type)
        {
            using var stream = typeof(DashboardEndpoints).Assembly.GetManifestResourceStream(name)
                ?? throw new InvalidOperationException($"the build left {name} out");
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            var content = memory.ToArray();
            return new(content, type, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\""));
        }

        public IResult Send(HttpContext context)
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-cache";
            return Results.Bytes(Content, Type, entityTag: Tag);
        }
    }
}
