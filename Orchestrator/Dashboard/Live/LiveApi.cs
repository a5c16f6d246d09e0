using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Api;
using Orchestrator.Coordinator;

namespace Orchestrator.Dashboard.Live;

/// <summary>The trial table, and what changes in it, in its sweep and in the cluster, as server-sent events.</summary>
internal static class LiveApi
{
    public static void MapLive(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/live", Cluster);
        app.MapGet("/api/sweeps/{id}/table", Table);
        app.MapGet("/api/sweeps/{id}/live", Live);
    }

    private static async Task<Results<Ok<TableDto>, NotFound<ProblemDetails>>> Table(string id, SweepGateway gateway, TablePresenter table, CancellationToken cancellation)
    {
        var view = await gateway.SweepAsync(id, cancellation);
        return view.Total == 0 ? SweepsApi.Unknown(id) : TypedResults.Ok(await table.TableAsync(view, cancellation));
    }

    private static async Task<Results<ServerSentEventsResult<string>, NotFound<ProblemDetails>>> Live(
        string id, HttpRequest request, SweepGateway gateway, TablePresenter table, Feeds feeds, CancellationToken cancellation, long after = 0)
    {
        if ((await gateway.SweepAsync(id, cancellation)).Total == 0)
        {
            return SweepsApi.Unknown(id);
        }

        // A browser that comes again names the last version that it has; the address still has the first.
        var has = long.TryParse(request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : after;
        return TypedResults.ServerSentEvents(Of(id, has, table, feeds.Sweep(id), cancellation));
    }

    private static ServerSentEventsResult<string> Cluster(Feeds feeds, CancellationToken cancellation) => TypedResults.ServerSentEvents(All(feeds.Cluster, cancellation));

    private static async IAsyncEnumerable<SseItem<string>> Of(string id, long after, TablePresenter table, Feed feed, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var listener = feed.Listen();
        // What changes from now on comes by the feed; so what changed before, and nothing between the two is lost.
        await listener.Begun.WaitAsync(cancellation);
        var missed = await table.ChangesAsync(id, Math.Max(0, after), cancellation);
        yield return new News(SweepNews.Rows, JsonSerializer.Serialize(missed, ApiJson.Default.TableDto), missed.Version).Item;
        if (feed.Latest(SweepNews.Sweep) is { } sweep)
        {
            yield return sweep.Item;
        }

        await foreach (var news in listener.News.ReadAllAsync(cancellation))
        {
            if (news.Version == 0 || news.Version > missed.Version)
            {
                yield return news.Item;
            }
        }
    }

    private static async IAsyncEnumerable<SseItem<string>> All(Feed feed, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var listener = feed.Listen();
        await listener.Begun.WaitAsync(cancellation);
        foreach (var kind in new[] { ClusterNews.Sweeps, ClusterNews.Nodes })
        {
            if (feed.Latest(kind) is { } news)
            {
                yield return news.Item;
            }
        }

        await foreach (var news in listener.News.ReadAllAsync(cancellation))
        {
            yield return news.Item;
        }
    }
}
