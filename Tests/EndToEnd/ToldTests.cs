using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Orchestrator.CommandLine;
using Shared.Hosting;
using Tests.Support;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>What orchestrator and node tell a collector, and how they write their logs, by nothing but the environment.</summary>
public sealed class ToldTests
{
    [Fact]
    public async Task Metrics_and_spans_go_where_the_standard_variables_say_and_logs_are_JSON_where_it_is_asked_for()
    {
        var port = ListenAddress.Claim("127.0.0.1", 0);
        using var collector = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        collector.Start();
        var told = new ConcurrentBag<(string Path, string Body, byte[] Bytes)>();
        _ = TakeAsync(collector, told);
        Dictionary<string, string> environment = new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
            ["EXPERIMENTS_LOG"] = "json",
        };
        await using var place = new ServedPlace();
        await place.ServeAsync("told", environment: environment);
        place.StartNode("node-a", slots: 1, environment: environment);

        var id = await place.SubmitAsync("name: told\nexperiment: noop\nparameters: { index: [1, 2], epochs: 2 }");
        await place.UntilAsync(id, sweep => SweepStates.Ended(sweep.State));
        var trace = Tracing.TraceOf(id).ToHexString();
        await ServedPlace.WaitAsync(() => Task.FromResult(
            SpansOf(told, trace).Count(span => span.Name is "attempt" or "attempt on node" or "send to tracking") == 6
            && told.Any(one => one.Path == "/v1/metrics" && one.Body.Contains("experiments.queue.length", StringComparison.Ordinal))
            && told.Any(one => one.Path == "/v1/metrics" && one.Body.Contains("experiments.agent.outbox.rows", StringComparison.Ordinal) && one.Body.Contains("experiments-node", StringComparison.Ordinal))), () => string.Join(", ", told.Select(one => one.Path).Distinct()));

        var spans = SpansOf(told, trace);
        var sweep = spans.Single(span => span.Name == "sweep");
        Assert.All(spans.Where(span => span.Name == "trial"), trial => Assert.Equal(sweep.Id, trial.Parent));
        foreach (var attempt in spans.Where(span => span.Name == "attempt"))
        {
            var onNode = spans.Single(span => span.Name == "attempt on node" && span.Parent == attempt.Id);
            Assert.Single(spans, span => span.Name == "send to tracking" && span.Parent == attempt.Id);
            Assert.Equal(["checkpoint", "hand back", "train", "trainer"], spans.Where(span => span.Parent == onNode.Id).Select(span => span.Name).Order(StringComparer.Ordinal));
        }

        foreach (var log in Directory.GetFiles(Path.Combine(place.Folder("told"), "logs")).Concat(Directory.GetFiles(Path.Combine(place.Folder("node-a"), "logs"))))
        {
            using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            Assert.True(JsonDocument.Parse((await reader.ReadLineAsync())!).RootElement.TryGetProperty("@t", out _));
        }
    }

    private static List<OtlpSpan> SpansOf(IEnumerable<(string Path, string Body, byte[] Bytes)> told, string trace) =>
        [.. told.Where(one => one.Path == "/v1/traces").SelectMany(one => OtlpSpan.Of(one.Bytes)).Where(span => span.Trace == trace)];

    private static async Task TakeAsync(HttpListener collector, ConcurrentBag<(string Path, string Body, byte[] Bytes)> told)
    {
        while (collector.IsListening)
        {
            try
            {
                var context = await collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                told.Add((context.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray()), body.ToArray()));
                context.Response.Close();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
