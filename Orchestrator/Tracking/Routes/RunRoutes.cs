using Orchestrator.Tracking.Search;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Tracking.Routes;

/// <summary><c>/mlflow/runs/…</c> but for what is logged to them.</summary>
internal sealed class RunRoutes(TrackingStore store)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCall("POST", "/mlflow/runs/create", CreateAsync);
        endpoints.MapCall("GET", "/mlflow/runs/get", GetAsync);
        endpoints.MapCall("POST", "/mlflow/runs/update", UpdateAsync);
        endpoints.MapCall("POST", "/mlflow/runs/delete", (context, arguments) => MoveAsync(context, arguments, delete: true));
        endpoints.MapCall("POST", "/mlflow/runs/restore", (context, arguments) => MoveAsync(context, arguments, delete: false));
        endpoints.MapCall("POST", "/mlflow/runs/search", SearchAsync);
    }

    private async Task CreateAsync(HttpContext context, Arguments arguments)
    {
        var experiment = arguments.ExperimentId();
        var startTime = arguments.Integer("start_time") ?? Now;
        var userId = arguments.Text("user_id") ?? "";
        // Ids that grow with time keep new rows together in every index.
        var id = Guid.CreateVersion7(store.Clock.GetUtcNow()).ToString("N");
        var (name, tags) = Named(id, arguments.Text("run_name"), LoggedItems.Tags(arguments));
        var run = await store.WriteAsync(session => RunTable.Create(session, id, experiment, name, userId, startTime, tags), context.RequestAborted);
        await context.AnswerAsync(new(run), MlflowJson.Default.RunAnswer);
    }

    private Task GetAsync(HttpContext context, Arguments arguments)
    {
        var id = arguments.RunId();
        return context.AnswerAsync(new(store.Read(session => RunTable.Get(session, id))), MlflowJson.Default.RunAnswer);
    }

    private async Task UpdateAsync(HttpContext context, Arguments arguments)
    {
        var id = arguments.RunId();
        var status = Status(arguments);
        var endTime = arguments.Integer("end_time");
        var name = arguments.Text("run_name");
        var info = await store.WriteAsync(session => RunTable.Update(session, id, status, endTime, name), context.RequestAborted);
        await context.AnswerAsync(new(info), MlflowJson.Default.RunUpdated);
    }

    private async Task MoveAsync(HttpContext context, Arguments arguments, bool delete)
    {
        var id = arguments.RunId();
        await store.WriteAsync(session => RunTable.Move(session, id, delete, Now), context.RequestAborted);
        await context.AnswerNothingAsync();
    }

    private Task SearchAsync(HttpContext context, Arguments arguments)
    {
        var limit = arguments.MaxResults(Limits.SearchResults, Limits.SearchDefault);
        var offset = PageToken.Offset(arguments.Text("page_token"));
        var view = Views.Of(arguments.Scalar("run_view_type"), "run_view_type");
        var orderings = arguments.Texts("order_by").ConvertAll(SearchSyntax.ParseOrder);
        var search = new RunSearch(arguments.ExperimentIds(), SearchSyntax.ParseFilter(arguments.Text("filter")), orderings);
        var found = store.Read(session => RunTable.Search(session, search, view, limit, offset));
        var next = found.Count == limit ? PageToken.Of(offset + limit) : null;
        return context.AnswerAsync(new(found.Count > 0 ? found : null, next), MlflowJson.Default.RunPage);
    }

    private long Now => store.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static RunStatus? Status(Arguments arguments)
    {
        var text = arguments.Scalar("status");
        return text is null
            ? null
            : RunStatusNames.Parse(text)
                ?? throw TrackingFault.Invalid($"Invalid value \"{text}\" for parameter 'status' supplied: it must be RUNNING, SCHEDULED, FINISHED, FAILED or KILLED");
    }

    /// <summary>The run's name, which is always also a tag.</summary>
    private static (string Name, List<MlflowTag> Tags) Named(string id, string? name, List<MlflowTag> tags)
    {
        var tagged = tags.FindLast(tag => tag.Key == RunTable.NameTag).Value;
        if (!string.IsNullOrEmpty(name) && !string.IsNullOrEmpty(tagged) && name != tagged)
        {
            throw TrackingFault.Invalid(
                $"Both 'run_name' argument and '{RunTable.NameTag}' tag are specified, but with different values (run_name='{name}', {RunTable.NameTag}='{tagged}').");
        }
        var chosen = !string.IsNullOrEmpty(name) ? name : !string.IsNullOrEmpty(tagged) ? tagged : RunNames.Of(id);
        tags.RemoveAll(tag => tag.Key == RunTable.NameTag);
        tags.Add(new MlflowTag(RunTable.NameTag, chosen));
        return (chosen, tags);
    }
}
