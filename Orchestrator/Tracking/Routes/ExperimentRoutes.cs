using Orchestrator.Tracking.Search;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary><c>/mlflow/experiments/…</c></summary>
internal sealed class ExperimentRoutes(TrackingStore store)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCall("POST", "/mlflow/experiments/create", CreateAsync);
        endpoints.MapCall("GET", "/mlflow/experiments/get", GetAsync);
        endpoints.MapCall("GET", "/mlflow/experiments/get-by-name", GetByNameAsync);
        endpoints.MapCall("GET", "/mlflow/experiments/search", SearchAsync);
        endpoints.MapCall("POST", "/mlflow/experiments/search", SearchAsync);
        endpoints.MapCall("POST", "/mlflow/experiments/update", UpdateAsync);
        endpoints.MapCall("POST", "/mlflow/experiments/delete", (context, arguments) => MoveAsync(context, arguments, delete: true));
        endpoints.MapCall("POST", "/mlflow/experiments/restore", (context, arguments) => MoveAsync(context, arguments, delete: false));
        endpoints.MapCall("POST", "/mlflow/experiments/set-experiment-tag", SetTagAsync);
        endpoints.MapCall("POST", "/mlflow/experiments/delete-experiment-tag", DeleteTagAsync);
    }

    private async Task CreateAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("name");
        Limits.CheckLength(name, Limits.ExperimentName, "name");
        var location = Location(arguments.Text("artifact_location"));
        var tags = LoggedItems.ExperimentTags(arguments);
        var id = await store.WriteAsync(session => ExperimentTable.Create(session, name, location, tags, Now), context.RequestAborted);
        await context.AnswerAsync(
            new(id.ToString(System.Globalization.CultureInfo.InvariantCulture)), MlflowJson.Default.ExperimentCreated);
    }

    private Task GetAsync(HttpContext context, Arguments arguments)
    {
        var id = arguments.ExperimentId();
        return context.AnswerAsync(new(store.Read(session => ExperimentTable.Get(session, id))), MlflowJson.Default.ExperimentAnswer);
    }

    private Task GetByNameAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("experiment_name");
        return context.AnswerAsync(new(store.Read(session => ExperimentTable.GetByName(session, name))), MlflowJson.Default.ExperimentAnswer);
    }

    private Task SearchAsync(HttpContext context, Arguments arguments)
    {
        var limit = arguments.MaxResults(Limits.SearchResults, Limits.SearchDefault);
        var offset = PageToken.Offset(arguments.Text("page_token"));
        var view = Views.Of(arguments.Scalar("view_type"), "view_type");
        var where = ExperimentQuery.Where(SearchSyntax.ParseFilter(arguments.Text("filter")));
        var order = ExperimentQuery.OrderBy(arguments.Texts("order_by").ConvertAll(SearchSyntax.ParseOrder));
        // One more than asked tells whether there is a next page.
        var found = store.Read(session => ExperimentTable.Search(session, where, order, view, limit + 1, offset));
        return context.AnswerAsync(
            found.Count > limit ? new(found[..limit], PageToken.Of(offset + limit)) : new(found.Count > 0 ? found : null, null),
            MlflowJson.Default.ExperimentPage);
    }

    private async Task UpdateAsync(HttpContext context, Arguments arguments)
    {
        var id = arguments.ExperimentId();
        var name = arguments.Required("new_name");
        Limits.CheckLength(name, Limits.ExperimentName, "new_name");
        await store.WriteAsync(session => ExperimentTable.Rename(session, id, name, Now), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task MoveAsync(HttpContext context, Arguments arguments, bool delete)
    {
        var id = arguments.ExperimentId();
        await store.WriteAsync(session => ExperimentTable.Move(session, id, delete, Now), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task SetTagAsync(HttpContext context, Arguments arguments)
    {
        var id = arguments.ExperimentId();
        var tag = LoggedItems.ExperimentTag(arguments.Root, "");
        await store.WriteAsync(session => ExperimentTable.SetTag(session, id, tag), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task DeleteTagAsync(HttpContext context, Arguments arguments)
    {
        var id = arguments.ExperimentId();
        var key = arguments.Required("key");
        await store.WriteAsync(session => ExperimentTable.DeleteTag(session, id, key), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private long Now => store.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    // A relative one counts from the server's working folder. Artifacts there are the clients' own business: what this server serves has its scheme.
    private static string? Location(string? location)
    {
        if (string.IsNullOrEmpty(location))
        {
            return null;
        }
        Limits.CheckLength(location, Limits.ArtifactLocation, "artifact_location");
        var query = location.IndexOf('?', StringComparison.Ordinal);
        return location.AsSpan().ContainsAny('#', ';', '\0') || (query >= 0 && location[query..].Contains("..", StringComparison.Ordinal))
            ? throw TrackingFault.Invalid($"'artifact_location' URL can't include fragments or params: '{location}'")
            : Uri.TryCreate(location, UriKind.Absolute, out _) ? location : Path.GetFullPath(location);
    }
}
