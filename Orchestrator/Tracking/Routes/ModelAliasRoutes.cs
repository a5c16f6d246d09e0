using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary><c>/mlflow/registered-models/alias</c></summary>
internal sealed class ModelAliasRoutes(TrackingStore store)
{
    private const string Route = "/mlflow/registered-models/alias";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCall("POST", Route, SetAsync);
        endpoints.MapCall("DELETE", Route, DeleteAsync);
        endpoints.MapCall("GET", Route, GetVersionAsync);
    }

    private async Task SetAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("name");
        var alias = RegistryLimits.CheckedAlias(arguments.Required("alias"));
        var version = RegistryItems.Version(arguments);
        await store.WriteAsync(session => ModelAliasTable.Set(session, name, alias, version), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task DeleteAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("name");
        var alias = RegistryLimits.CheckedAlias(arguments.Required("alias"));
        await store.WriteAsync(session => ModelAliasTable.Delete(session, name, alias), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private Task GetVersionAsync(HttpContext context, Arguments arguments)
    {
        var name = arguments.Required("name");
        var alias = arguments.Required("alias");
        alias = RegistryLimits.IsLatest(alias) ? alias : RegistryLimits.CheckedAlias(alias);
        return context.AnswerAsync(new(store.Read(session => ModelAliasTable.GetVersion(session, name, alias))), RegistryJson.Default.ModelVersionAnswer);
    }
}
