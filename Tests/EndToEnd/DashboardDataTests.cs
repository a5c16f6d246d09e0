using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.InteropServices;
using System.Text.Json;
using Orchestrator.Api;
using Orchestrator.Dashboard.Tracked;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>What the page asks for, of an orchestrator with a node that trains.</summary>
public sealed class DashboardDataTests
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    [Fact]
    public async Task A_page_sees_a_sweep_run_and_then_all_of_it()
    {
        await using var cluster = await LocalCluster.StartAsync();
        using var http = new HttpClient { BaseAddress = cluster.Client.Server };
        var id = await cluster.SubmitAsync("name: seen\nexperiment: noop\nparameters: { index: [1, 2, 3], epochs: 4, sleep_ms: 400 }\nobjective: { metric: value, goal: minimize }");
        var at = $"/api/sweeps/{id}";

        var table = await GetAsync(http, $"{at}/table", ApiJson.Default.TableDto);
        Assert.Equal((3, "ppp".Length), (table.Total, table.State.Length));
        Assert.Equal(["index"], table.Parameters!.Where(parameter => parameter.Varies).Select(parameter => parameter.Name));
        Assert.Equal(3, table.Seeds!.Count);

        var states = await WatchAsync(http, $"{at}/live?after={table.Version}");
        Assert.Equal("fff", string.Concat(states));
        var live = await FirstAsync(http, $"{at}/trials/2/log");
        Assert.Contains("attempt 1 on cpu", live, StringComparison.Ordinal);

        var sweep = await cluster.EndAsync(id);
        await cluster.StopNodesAsync();
        await TrackedAsync(http, at);
        await AttemptsAsync(http, at, sweep);
    }

    [Fact]
    public async Task A_page_with_a_version_of_another_life_gets_all_trials_and_an_unknown_sweep_is_refused()
    {
        await using var cluster = new LocalCluster();
        await cluster.StartOrchestratorAsync();
        using var http = new HttpClient { BaseAddress = cluster.Client.Server };
        var id = await cluster.SubmitAsync("name: waits\nexperiment: noop\nparameters: { index: [1, 2, 3] }");

        await foreach (var item in EventsAsync(http, $"/api/sweeps/{id}/live?after=12345"))
        {
            Assert.Equal("rows", item.EventType);
            Assert.Equal([0, 1, 2], JsonSerializer.Deserialize(item.Data, ApiJson.Default.TableDto)!.Index);
            break;
        }

        var kinds = new HashSet<string>();
        await foreach (var item in EventsAsync(http, "/api/live"))
        {
            if (kinds.Add(item.EventType) && kinds.Count == 2)
            {
                break;
            }
        }

        Assert.Equal(["nodes", "sweeps"], kinds.Order());
        foreach (var what in new[] { "table", "live", "metrics", "latest?metric=x", "curves?metric=x", "runs", "timeline", "trials/0/detail", "trials/0/log" })
        {
            using var answer = await http.GetAsync($"/api/sweeps/none/{what}", Patience);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    private static async Task TrackedAsync(HttpClient http, string at)
    {
        var metrics = await GetAsync(http, $"{at}/metrics", ApiJson.Default.IReadOnlyListMetricNameDto);
        Assert.Contains(new MetricNameDto("train/value", 3), metrics);
        var latest = await GetAsync(http, $"{at}/latest?metric=train/value", ApiJson.Default.LatestDto);
        Assert.Equal([0, 1, 2], latest.Index);
        var table = await GetAsync(http, $"{at}/table", ApiJson.Default.TableDto);
        Assert.Equal(table.Value, latest.Value.Select(value => (double?)value));
        var runs = await GetAsync(http, $"{at}/runs", ApiJson.Default.IReadOnlyDictionaryInt32String);
        Assert.Equal([0, 1, 2], runs.Keys.Order());

        var curves = MemoryMarshal.Cast<byte, int>(await http.GetByteArrayAsync($"{at}/curves?metric=train/value&trials=0,2", Patience)).ToArray();
        Assert.Equal([2, 0, 4, 2, 4, 1, 2, 3, 4, 1, 2, 3, 4], curves[..13]);
        Assert.Equal((float)latest.Value[2], BitConverter.Int32BitsToSingle(curves[^1]));
    }

    private static async Task AttemptsAsync(HttpClient http, string at, SweepDto sweep)
    {
        var timeline = await GetAsync(http, $"{at}/timeline", ApiJson.Default.TimelineDto);
        Assert.Equal("fff", timeline.Outcome);
        Assert.All(timeline.Slot, slot => Assert.StartsWith("cpu", timeline.Slots[slot], StringComparison.Ordinal));
        Assert.All(timeline.Ended.Zip(timeline.Began, (ended, began) => ended - began), lasted => Assert.True(lasted > 0));
        Assert.Empty((await GetAsync(http, $"{at}/timeline?after={timeline.Version}", ApiJson.Default.TimelineDto)).Trial);

        var detail = await GetAsync(http, $"{at}/trials/1/detail", ApiJson.Default.TrialDetailDto);
        Assert.Equal(("finished", "finished"), (detail.State, Assert.Single(detail.Attempts).Outcome));
        Assert.Equal((await GetAsync(http, $"{at}/runs", ApiJson.Default.IReadOnlyDictionaryInt32String))[1], detail.RunId);
        Assert.Contains($"replay {sweep.Id} 1 --server http://", detail.Replay, StringComparison.Ordinal);
        var log = await GetAsync(http, $"{at}/trials/1/log", ApiJson.Default.TrialLogDto);
        Assert.False(log.Live);
        Assert.Contains("epoch 4: value", log.Text, StringComparison.Ordinal);
        Assert.Contains("finished after", log.Text, StringComparison.Ordinal);
        Assert.Empty((await GetAsync(http, $"{at}/trials/1/log?after={log.Next}", ApiJson.Default.TrialLogDto)).Text);
    }

    // The trials' last states, when all are finished.
    private static async Task<char[]> WatchAsync(HttpClient http, string address)
    {
        var states = new char[3];
        var values = 0;
        await foreach (var item in EventsAsync(http, address))
        {
            if (item.EventType != "rows")
            {
                continue;
            }

            var rows = JsonSerializer.Deserialize(item.Data, ApiJson.Default.TableDto)!;
            Assert.Null(rows.Parameters);
            for (var i = 0; i < rows.Index.Length; i++)
            {
                states[rows.Index[i]] = rows.State[i];
                values += rows.State[i] == 'r' && rows.Value[i] is not null ? 1 : 0;
            }

            if (states.All(state => state == 'f'))
            {
                break;
            }
        }

        Assert.True(values > 0, "no running trial told a value");
        return states;
    }

    private static async Task<string> FirstAsync(HttpClient http, string address)
    {
        while (true)
        {
            var log = await GetAsync(http, address, ApiJson.Default.TrialLogDto);
            if (log.Text.Length > 0)
            {
                return log.Text;
            }

            await Task.Delay(100, Patience);
        }
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(HttpClient http, string address)
    {
        using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Patience);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        await using var stream = await answer.Content.ReadAsStreamAsync(Patience);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Patience))
        {
            yield return item;
        }
    }

    private static async Task<T> GetAsync<T>(HttpClient http, string address, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(await http.GetStringAsync(address, Patience), type)!;
}
