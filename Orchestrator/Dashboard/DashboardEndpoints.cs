namespace Orchestrator.Dashboard;

/// <summary>The results page: one HTML page for all addresses, drawn in the browser from the API. Its files are built by Vite and are resources of this assembly.</summary>
public static class DashboardEndpoints
{
    private static readonly Lazy<PageFiles> Built = new(() => PageFiles.Of(typeof(DashboardEndpoints).Assembly));

    // Addresses that the page itself tells apart.
    private static readonly string[] Pages = ["/", "/cluster", "/sweeps/{id}", "/sweeps/{id}/trials/{index:int}"];

    /// <summary>Serves the page's addresses, and its files below <c>/assets</c>.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        var files = Built.Value;
        foreach (var page in Pages)
        {
            routes.MapGet(page, files.Index.Send);
        }

        routes.MapGet("/assets/{**name}", (string name, HttpContext context) => files.Find($"assets/{name}") is { } file ? file.Send(context) : TypedResults.NotFound());
    }
}
