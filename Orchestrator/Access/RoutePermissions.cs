namespace Orchestrator.Access;

/// <summary>
/// The table of what each route asks for, by its method and its pattern. Pure. A route that the table does not know is closed to everybody, so that a new one is open to nobody by
/// mistake; a test goes through all that are mapped.
/// </summary>
internal static class RoutePermissions
{
    private static readonly string[] Mlflow = ["/api/2.0", "/ajax-api/2.0"];

    private static readonly HashSet<string> OpenPaths = ["/health", "/ready", "/version", "/api/health"];

    // The page and what it is made of, the API, MLflow's and what it has beside its own prefix.
    private static readonly HashSet<string> ReadPaths = ["/", "/cluster", "/metrics", "/get-artifact", "/model-versions/get-artifact"];
    private static readonly string[] ReadFolders = ["/sweeps/", "/assets/", "/api/", "/ajax-api/"];

    // Questions that are too long for an address.
    private static readonly HashSet<string> Questions =
    [
        "/mlflow/experiments/search", "/mlflow/experiments/search-datasets", "/mlflow/runs/search", "/mlflow/logged-models/search", "/mlflow/registered-models/get-latest-versions",
    ];

    // Of whole experiments and models, with all that others recorded there.
    private static readonly HashSet<string> Removals = ["/mlflow/experiments/delete", "/mlflow/experiments/restore"];

    /// <param name="pattern">The route's, as it was mapped, such as <c>/api/sweeps/{id}/pause</c>.</param>
    /// <returns>Null where the table knows no such route.</returns>
    public static Right? Of(string method, string pattern)
    {
        var route = "/" + pattern.Trim('/');
        if (HttpMethods.IsGet(method))
        {
            return OpenPaths.Contains(route) ? Right.Open
                : ReadPaths.Contains(route) || ReadFolders.Any(folder => route.StartsWith(folder, StringComparison.Ordinal)) ? Right.Read
                : null;
        }

        return route.StartsWith("/api/sweeps", StringComparison.Ordinal) ? OfSweeps(method, route["/api/sweeps".Length..])
            : route.StartsWith("/api/checkpoints/", StringComparison.Ordinal) ? HttpMethods.IsPut(method) ? Right.Carry : null
            : route == "/api/2.0mlflow/experiments/search-datasets" ? Right.Read
            : Mlflow.FirstOrDefault(prefix => route.StartsWith(prefix + "/mlflow", StringComparison.Ordinal)) is { } mlflow ? OfTracking(method, route[mlflow.Length..])
            : null;
    }

    // Points are decoded for whoever looks at them, and a file is checked without being stored.
    private static Right? OfSweeps(string method, string rest) => (method, rest) switch
    {
        ("POST", "/check" or "/{id}/trials/{index:int}/decode") => Right.Read,
        ("POST", "" or "/{id}/pause" or "/{id}/resume" or "/{id}/cancel" or "/{id}/retry" or "/{id}/set" or "/{id}/amend" or "/{id}/extend") => Right.Control,
        ("POST", "/{id}/checkpoints/{index:int}/pin" or "/{id}/checkpoints/{index:int}/unpin") => Right.Control,
        ("DELETE", "/{id}/checkpoints") => Right.Administer,
        _ => null,
    };

    // A tag, an alias or a deleted run can be written again; a registered model, a file or a whole experiment can't.
    private static Right? OfTracking(string method, string call) => method switch
    {
        "POST" => Questions.Contains(call) ? Right.Read : Removals.Contains(call) ? Right.Administer : Right.Record,
        "PUT" or "PATCH" => Right.Record,
        "DELETE" => call.EndsWith("/delete-tag", StringComparison.Ordinal) || call.Contains("/tags/", StringComparison.Ordinal) || call.EndsWith("/alias", StringComparison.Ordinal) ? Right.Record : Right.Administer,
        _ => null,
    };
}
