using Orchestrator.Tracking.Search;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary><c>/mlflow/registered-models/…</c> but for aliases.</summary>
internal sealed class RegisteredModelRoutes(TrackingStore store)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCall("POST", "/mlflow/registered-models/create", CreateAsync);
        endpoints.MapCall("GET", "/mlflow/registered-models/get", GetAsync);
        endpoints.MapCall("PATCH", "/mlflow/registered-models/update", UpdateAsync);
        endpoints.MapCall("POST", "/mlflow/registered-models/rename", RenameAsync);
        endpoints.MapCall("DELETE", "/mlflow/registered-models/delete", DeleteAsync);
        endpoints.MapCall("GET", "/mlflow/registered-models/search", SearchAsync);
        endpoints.MapCall("GET", "/mlflow/registered-models/get-latest-versions", LatestAsync);
        endpoints.MapCall("POST", "/mlflow/registered-models/get-latest-versions", LatestAsync);
        endpoints.MapCall("POST", "/mlflow/registered-models/set-tag", SetTagAsync);
        endpoints.MapCall("DELETE", "/mlflow/registered-models/delete-tag", DeleteTagAsync);
    }

    private Task CreateAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("name");
        var tags = RegistryItems.Tags(arguments);
        var description = arguments.Text("description");
        return ChangeAsync(context, session => RegisteredModelTable.Create(session, name, description, tags, Now));
    }

    private Task GetAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("name");
        return context.AnswerAsync(new(store.Read(session => RegisteredModelTable.Get(session, name))), RegistryJson.Default.RegisteredModelAnswer);
    }

    private Task UpdateAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("name");
        var description = arguments.Text("description");
        return ChangeAsync(context, session => RegisteredModelTable.Update(session, name, description, Now));
    }

    private Task RenameAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("name");
        var newName = arguments.Required("new_name");
        return ChangeAsync(context, session => RegisteredModelTable.Rename(session, name, newName, Now));
    }

    private async Task DeleteAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("name");
        await store.WriteAsync(session => RegisteredModelTable.Delete(session, name), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private Task SearchAsync(HttpContext context, Arguments arguments)
    {
        var limit = arguments.MaxResults(RegistryLimits.ModelResults, RegistryLimits.ModelDefault);
        var offset = PageToken.Offset(arguments.Text("page_token"));
        var where = RegisteredModelQuery.Where(SearchSyntax.ParseFilter(arguments.Text("filter")));
        var order = RegisteredModelQuery.OrderBy(arguments.Texts("order_by").ConvertAll(SearchSyntax.ParseOrder));
        // One more than asked tells whether there is a next page.
        var found = store.Read(session => RegisteredModelTable.Search(session, where, order, limit + 1, offset));
        return context.AnswerAsync(
            found.Count > limit ? new(found[..limit], PageToken.Of(offset + limit)) : new(found.Count > 0 ? found : null, null),
            RegistryJson.Default.RegisteredModelPage);
    }

    private Task LatestAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("name");
        var stages = arguments.Texts("stages").ConvertAll(ModelStages.Parse);
        var latest = store.Read(session =>
        {
            RegisteredModelTable.Require(session, name);
            return ModelVersionTable.Latest(session, name);
        });
        var asked = stages.Count == 0 ? latest : latest.FindAll(version => stages.Contains(version.CurrentStage ?? ModelStages.None));
        return context.AnswerAsync(new(asked.Count > 0 ? asked : null, null), RegistryJson.Default.ModelVersionPage);
    }

    private async Task SetTagAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("name");
        var tag = RegistryItems.Tag(arguments.Root, "");
        await store.WriteAsync(session => RegisteredModelTable.SetTag(session, name, tag), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task DeleteTagAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("name");
        var key = arguments.Required("key");
        await store.WriteAsync(session => RegisteredModelTable.DeleteTag(session, name, key), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task ChangeAsync(HttpContext context, Func<Session, RegisteredModel> change) =>
        await context.AnswerAsync(new(await store.WriteAsync(change, context.RequestAborted)), RegistryJson.Default.RegisteredModelAnswer);

    private long Now => store.Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
