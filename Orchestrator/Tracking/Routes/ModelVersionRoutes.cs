using Orchestrator.Tracking.Search;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary><c>/mlflow/model-versions/…</c></summary>
internal sealed class ModelVersionRoutes(TrackingStore store)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCall("POST", "/mlflow/model-versions/create", CreateAsync);
        endpoints.MapCall("GET", "/mlflow/model-versions/get", GetAsync);
        endpoints.MapCall("GET", "/mlflow/model-versions/get-download-uri", LocationAsync);
        endpoints.MapCall("PATCH", "/mlflow/model-versions/update", UpdateAsync);
        endpoints.MapCall("POST", "/mlflow/model-versions/transition-stage", TransitionAsync);
        endpoints.MapCall("DELETE", "/mlflow/model-versions/delete", DeleteAsync);
        endpoints.MapCall("GET", "/mlflow/model-versions/search", SearchAsync);
        endpoints.MapCall("POST", "/mlflow/model-versions/set-tag", SetTagAsync);
        endpoints.MapCall("DELETE", "/mlflow/model-versions/delete-tag", DeleteTagAsync);
    }

    private Task CreateAsync(HttpContext context, Arguments arguments)
    {
        var wanted = new NewModelVersion(
            arguments.Required("name"), arguments.Required("source"), RegistryItems.Said(arguments, "run_id"), RegistryItems.Said(arguments, "model_id"),
            RegistryItems.Said(arguments, "run_link"), RegistryItems.Said(arguments, "description"), RegistryItems.Tags(arguments));
        return ChangeAsync(context, session => ModelVersionTable.Create(session, wanted, Now));
    }

    private Task GetAsync(HttpContext context, Arguments arguments)
    {
        var (name, version) = Asked(arguments);
        return context.AnswerAsync(new(store.Read(session => ModelVersionTable.Get(session, name, version))), RegistryJson.Default.ModelVersionAnswer);
    }

    private Task LocationAsync(HttpContext context, Arguments arguments)
    {
        var (name, version) = Asked(arguments);
        return context.AnswerAsync(new(store.Read(session => ModelVersionTable.Location(session, name, version))), RegistryJson.Default.DownloadUri);
    }

    private Task UpdateAsync(HttpContext context, Arguments arguments)
    {
        var (name, version) = Asked(arguments);
        var description = arguments.Text("description");
        return ChangeAsync(context, session => ModelVersionTable.Update(session, name, version, description, Now));
    }

    private Task TransitionAsync(HttpContext context, Arguments arguments)
    {
        var (name, version) = Asked(arguments);
        var stage = ModelStages.Parse(arguments.Required("stage"));
        var archiveOthers = RegistryItems.Flag(arguments.Root, "archive_existing_versions", "archive_existing_versions", otherwise: false);
        if (archiveOthers && !ModelStages.IsActive(stage))
        {
            throw TrackingFault.Invalid(
                $"Model version transition cannot archive existing model versions because '{stage}' is not an Active stage. Valid stages are Staging, Production");
        }
        return ChangeAsync(context, session => ModelVersionTable.Transition(session, name, version, stage, archiveOthers, Now));
    }

    private async Task DeleteAsync(HttpContext context, Arguments arguments)
    {
        var (name, version) = Asked(arguments);
        await store.WriteAsync(session => ModelVersionTable.Delete(session, name, version, Now), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private Task SearchAsync(HttpContext context, Arguments arguments)
    {
        var limit = arguments.MaxResults(RegistryLimits.VersionResults, RegistryLimits.VersionDefault);
        var offset = PageToken.Offset(arguments.Text("page_token"));
        var where = ModelVersionQuery.Where(SearchSyntax.ParseFilter(arguments.Text("filter")));
        var order = ModelVersionQuery.OrderBy(arguments.Texts("order_by").ConvertAll(SearchSyntax.ParseOrder));
        // One more than asked tells whether there is a next page.
        var found = store.Read(session => ModelVersionTable.Search(session, where, order, limit + 1, offset));
        return context.AnswerAsync(
            found.Count > limit ? new(found[..limit], PageToken.Of(offset + limit)) : new(found.Count > 0 ? found : null, null),
            RegistryJson.Default.ModelVersionPage);
    }

    private async Task SetTagAsync(HttpContext context, Arguments arguments)
    {
        var (name, version) = Asked(arguments);
        var tag = RegistryItems.Tag(arguments.Root, "");
        await store.WriteAsync(session => ModelVersionTable.SetTag(session, name, version, tag), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task DeleteTagAsync(HttpContext context, Arguments arguments)
    {
        var (name, version) = Asked(arguments);
        var key = arguments.Required("key");
        await store.WriteAsync(session => ModelVersionTable.DeleteTag(session, name, version, key), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private static (string Name, long Version) Asked(Arguments arguments) => (arguments.Required("name"), RegistryItems.Version(arguments));

    private async Task ChangeAsync(HttpContext context, Func<Session, ModelVersion> change) =>
        await context.AnswerAsync(new(await store.WriteAsync(change, context.RequestAborted)), RegistryJson.Default.ModelVersionAnswer);

    private long Now => store.Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
