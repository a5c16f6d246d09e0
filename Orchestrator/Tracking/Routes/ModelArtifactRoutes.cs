using Orchestrator.Tracking.Artifacts;
using Orchestrator.Tracking.Store;

namespace Orchestrator.Tracking.Routes;

/// <summary>Artifacts of model versions and of logged models.</summary>
internal sealed class ModelArtifactRoutes(TrackingStore store, IArtifactStore artifacts)
{
    private const string Runs = "runs:/";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/model-versions/get-artifact", ["GET"], TrackingRoute.Guarded(GetOfVersionAsync));
        endpoints.MapCall("GET", "/mlflow/logged-models/{id}/artifacts/directories", ListOfModelAsync);
    }

    private Task GetOfVersionAsync(HttpContext context)
    {
        using var arguments = Arguments.OfQuery(context.Request.Query);
        var name = arguments.Required("name");
        var version = RegistryItems.Version(arguments);
        var path = ArtifactPath.Parse(arguments.Required("path"));
        var root = store.Read(session => RootOf(session, ModelVersionTable.Location(session, name, version), $"version {version} of model {name}"));
        return context.SendArtifactAsync(artifacts, root.At(path.Value));
    }

    private Task ListOfModelAsync(HttpContext context, Arguments arguments)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        var uri = store.Read(session => LoggedModelTable.GetInfo(session, id)).ArtifactUri;
        return context.ListArtifactsAsync(artifacts, uri, ArtifactAnswers.RootOf(uri, $"model {id}"), arguments.Text("artifact_directory_path") ?? "");
    }

    // runs:/<run>/<path> is below that run's artifacts.
    private static ArtifactPath RootOf(Session session, string location, string owner)
    {
        if (!location.StartsWith(Runs, StringComparison.Ordinal))
        {
            return ArtifactAnswers.RootOf(location, owner);
        }
        var parts = location[Runs.Length..].Split('/', 2);
        var run = ArtifactAnswers.RootOf(RunTable.GetInfo(session, parts[0]).ArtifactUri ?? "", $"run {parts[0]}");
        return run.At(parts.Length > 1 ? parts[1] : "");
    }
}
