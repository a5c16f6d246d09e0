using System.Globalization;
using System.Text.Json;
using Orchestrator.Tracking.Search;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary><c>/mlflow/logged-models/…</c> but for their artifacts.</summary>
internal sealed class LoggedModelRoutes(TrackingStore store)
{
    private const string Root = "/mlflow/logged-models";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCall("POST", Root, CreateAsync);
        endpoints.MapCall("POST", Root + "/search", SearchAsync);
        endpoints.MapCall("GET", Root + "/{id}", (context, _) => GetAsync(context));
        endpoints.MapCall("PATCH", Root + "/{id}", FinishAsync);
        // Clients send these two without a body, and so without its type.
        endpoints.MapRaw("DELETE", Root + "/{id}", DeleteAsync);
        endpoints.MapRaw("DELETE", Root + "/{id}/tags/{**key}", DeleteTagAsync);
        endpoints.MapCall("PATCH", Root + "/{id}/tags", SetTagsAsync);
        endpoints.MapCall("POST", Root + "/{id}/params", LogParamsAsync);
    }

    private Task CreateAsync(HttpContext context, Arguments arguments)
    {
        var id = "m-" + Guid.CreateVersion7(store.Clock.GetUtcNow()).ToString("N");
        var name = RegistryItems.Said(arguments, "name") ?? RunNames.Of(id);
        RegistryLimits.CheckLoggedModelName(name);
        var wanted = new NewLoggedModel(
            id, arguments.ExperimentId(), name, RegistryItems.Said(arguments, "model_type"), RegistryItems.Said(arguments, "source_run_id"),
            Params(arguments), RegistryItems.Tags(arguments));
        return ChangeAsync(context, session => LoggedModelTable.Create(session, wanted, Now));
    }

    private Task GetAsync(HttpContext context)
    {
        var id = IdOf(context);
        return context.AnswerAsync(new(store.Read(session => LoggedModelTable.Get(session, id))), RegistryJson.Default.LoggedModelAnswer);
    }

    private Task FinishAsync(HttpContext context, Arguments arguments)
    {
        var id = IdOf(context);
        var status = Status(arguments.Scalar("status") ?? throw TrackingFault.Missing("status"));
        return ChangeAsync(context, session => LoggedModelTable.Finish(session, id, status, Now));
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var id = IdOf(context);
        await store.WriteAsync(session => LoggedModelTable.Delete(session, id, Now), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private Task SearchAsync(HttpContext context, Arguments arguments)
    {
        var limit = arguments.MaxResults(RegistryLimits.LoggedModelResults, RegistryLimits.LoggedModelResults);
        var offset = PageToken.Offset(arguments.Text("page_token"));
        // An id that is no number is no experiment of ours, and a search finds nothing there.
        var experiments = arguments.Texts("experiment_ids").ConvertAll(
            text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1);
        var query = LoggedModelQuery.Of(
            experiments,
            SearchSyntax.ParseFilter(arguments.Text("filter")),
            LoggedItems.Read(arguments.Items("datasets"), "datasets", null, (item, path) => Dataset(item, Arguments.RequiredText(item, "dataset_name", path + "dataset_name"), path)),
            LoggedItems.Read(arguments.Items("order_by"), "order_by", null, Order));
        var found = store.Read(session => LoggedModelTable.Search(session, query, limit + 1, offset));
        return context.AnswerAsync(
            found.Count > limit ? new(found[..limit], PageToken.Of(offset + limit)) : new(found.Count > 0 ? found : null, null),
            RegistryJson.Default.LoggedModelPage);
    }

    private async Task SetTagsAsync(HttpContext context, Arguments arguments)
    {
        var id = IdOf(context);
        var tags = RegistryItems.Tags(arguments);
        await store.WriteAsync(session => LoggedModelDataTables.WriteTags(session, id, tags), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task DeleteTagAsync(HttpContext context)
    {
        var id = IdOf(context);
        // Of a path's escapes the web server keeps this one.
        var key = ((string)context.Request.RouteValues["key"]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        await store.WriteAsync(session => LoggedModelDataTables.DeleteTag(session, id, key), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private async Task LogParamsAsync(HttpContext context, Arguments arguments)
    {
        var id = IdOf(context);
        var parameters = Params(arguments);
        await store.WriteAsync(session => LoggedModelDataTables.WriteParams(session, id, parameters), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private static string IdOf(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static List<RunParam> Params(Arguments arguments) => LoggedItems.Read(arguments.Items("params"), "params", null, LoggedItems.Param);

    private static LoggedModelStatus Status(string text) => text switch
    {
        "LOGGED_MODEL_PENDING" or "1" => LoggedModelStatus.Pending,
        "LOGGED_MODEL_READY" or "2" => LoggedModelStatus.Ready,
        "LOGGED_MODEL_UPLOAD_FAILED" or "3" => LoggedModelStatus.UploadFailed,
        _ => throw TrackingFault.Invalid(
            $"Invalid value \"{text}\" for parameter 'status' supplied: it must be LOGGED_MODEL_PENDING, LOGGED_MODEL_READY or LOGGED_MODEL_UPLOAD_FAILED"),
    };

    private static LoggedModelOrder Order(JsonElement item, string path) => new(
        Arguments.RequiredText(item, "field_name", path + "field_name"),
        !RegistryItems.Flag(item, "ascending", path + "ascending", otherwise: true),
        Arguments.Member(item, "dataset_name") is { } name ? Dataset(item, Arguments.AsText(name, path + "dataset_name"), path) : null);

    private static DatasetChoice Dataset(JsonElement item, string name, string path) =>
        new(name, Arguments.Member(item, "dataset_digest") is { } digest ? Arguments.AsText(digest, path + "dataset_digest") : null);

    private async Task ChangeAsync(HttpContext context, Func<Session, LoggedModel> change) =>
        await context.AnswerAsync(new(await store.WriteAsync(change, context.RequestAborted)), RegistryJson.Default.LoggedModelAnswer);

    private long Now => store.Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
