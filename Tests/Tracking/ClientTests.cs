using System.Net;
using System.Text;
using CsCheck;
using Shared.Mlflow;
using Xunit;

namespace Tests.Tracking;

public sealed class ClientTests
{
    private static readonly MlflowClientOptions Patient = new() { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(2) };

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_server_in_trouble_is_asked_again(int status)
    {
        var network = new Network(status, status, 200);
        using var client = Client(network, Patient);

        await client.SetTagAsync("r", "k", "v");

        Assert.Equal(3, network.Bodies.Count);
        Assert.Equal("""{"run_id":"r","key":"k","value":"v"}""", network.Bodies[2]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(501)]
    public async Task A_refusal_is_final(int status)
    {
        var network = new Network(status, 200);
        using var client = Client(network, Patient);

        var fault = await Assert.ThrowsAsync<MlflowException>(() => client.SetTagAsync("r", "k", "v"));

        Assert.Equal((HttpStatusCode)status, fault.StatusCode);
        Assert.Equal("CODE", fault.ErrorCode);
        Assert.Equal("because", fault.Message);
        Assert.False(fault.IsTransient);
        Assert.Single(network.Bodies);
    }

    [Fact]
    public async Task A_lost_connection_is_tried_again()
    {
        var network = new Network(0, 0, 200);
        using var client = Client(network, Patient);

        await client.SetTagAsync("r", "k", "v");

        Assert.Equal(3, network.Bodies.Count);
    }

    [Fact]
    public async Task The_server_says_how_long_to_wait()
    {
        var network = new Network(429, 200) { RetryAfter = TimeSpan.Zero };
        // Its own delay would be an hour.
        using var client = Client(network, new() { FirstDelay = TimeSpan.FromHours(1), LongestDelay = TimeSpan.FromHours(1) });

        await client.SetTagAsync("r", "k", "v").WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(2, network.Bodies.Count);
    }

    [Fact]
    public async Task Patience_ends_and_the_last_answer_is_told()
    {
        var network = new Network([.. Enumerable.Repeat(503, 100)]);
        // Each look at the clock is 25 s later.
        using var client = Client(network, Patient with { Patience = TimeSpan.FromMinutes(2) }, new HastyClock());

        var fault = await Assert.ThrowsAsync<MlflowException>(() => client.SetTagAsync("r", "k", "v"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, fault.StatusCode);
        Assert.True(fault.IsTransient);
        Assert.InRange(network.Bodies.Count, 2, 5);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        using var client = Client(new Network(-1), new() { RequestTimeout = TimeSpan.FromMilliseconds(50), Patience = TimeSpan.Zero });

        var fault = await Assert.ThrowsAsync<MlflowException>(() => client.CheckAsync());

        Assert.Null(fault.StatusCode);
        Assert.True(fault.IsTransient);
        Assert.Contains("cannot be reached: no answer in time", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_cancels_gets_a_cancellation()
    {
        using var client = Client(new Network(-1), Patient);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.CheckAsync(soon.Token));
    }

    [Fact]
    public async Task An_address_where_nobody_listens_is_one_clear_line()
    {
        using var client = new MlflowClient(MlflowConnection.Parse("http://me:secret@127.0.0.1:9/mlflow", _ => null), new() { Patience = TimeSpan.Zero });

        var fault = await Assert.ThrowsAsync<MlflowException>(() => client.CheckAsync());

        Assert.StartsWith("tracking server http://127.0.0.1:9/mlflow cannot be reached: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_server_that_is_no_MLflow_is_told_from_one()
    {
        using var client = Client(new Network(200) { Answer = "<html>" }, Patient);

        var fault = await Assert.ThrowsAsync<MlflowException>(() => client.CheckAsync());

        Assert.Contains("does not answer as an MLflow server", fault.Message, StringComparison.Ordinal);
        Assert.False(fault.IsTransient);
    }

    [Fact]
    public async Task A_missing_file_is_the_callers_fault_and_not_the_networks()
    {
        var network = new Network(200);
        using var client = Client(network, Patient);

        await Assert.ThrowsAsync<FileNotFoundException>(() => client.UploadArtifactAsync("mlflow-artifacts:/1/r/artifacts", "x", "/no-such-file-at-all"));

        Assert.Empty(network.Bodies);
        await using var server = await TrackingServer.StartAsync();
        await Assert.ThrowsAsync<FileNotFoundException>(() => server.Client.UploadArtifactAsync("mlflow-artifacts:/1/r/artifacts", "x", "/no-such-file-at-all"));
    }

    [Fact]
    public async Task A_file_is_sent_whole_again_after_a_failure()
    {
        var network = new Network(503, 200);
        using var client = Client(network, Patient);

        await client.UploadArtifactAsync("mlflow-artifacts:/1/r/artifacts", "a b/c.txt", () => new MemoryStream("content"u8.ToArray()));

        Assert.Equal(["content", "content"], network.Bodies);
        Assert.Equal("http://server/base/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/a%20b/c.txt", network.Requests[1].RequestUri!.AbsoluteUri);
        Assert.Equal(7, network.Requests[1].Content!.Headers.ContentLength);
    }

    [Fact]
    public async Task Numbers_that_JSON_lacks_travel_as_texts_both_ways()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info.RunId;

        await server.Client.LogBatchAsync(run, [new("nan", double.NaN, 1, 1), new("up", double.PositiveInfinity, 1, 1), new("down", double.NegativeInfinity, 1, 1)]);

        Assert.Equal(double.NaN, Assert.Single(await server.Client.GetMetricHistoryAsync(run, "nan")).Value);
        Assert.Equal(double.MaxValue, Assert.Single(await server.Client.GetMetricHistoryAsync(run, "up")).Value);
        Assert.Equal(double.MinValue, Assert.Single(await server.Client.GetMetricHistoryAsync(run, "down")).Value);
    }

    [Fact]
    public async Task What_exceeds_the_limits_of_one_request_is_sent_in_several()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info.RunId;

        await server.Client.LogBatchAsync(
            run,
            [.. Enumerable.Range(0, 2500).Select(i => new MetricPoint("m", i, i, i))],
            [.. Enumerable.Range(0, 250).Select(i => new RunParam($"p{i}", "v"))],
            [.. Enumerable.Range(0, 250).Select(i => new MlflowTag($"t{i}", "v"))]);

        Assert.Equal(Enumerable.Range(0, 2500).Select(i => (double)i), (await server.Client.GetMetricHistoryAsync(run, "m")).Select(point => point.Value));
        var data = (await server.Client.GetRunAsync(run)).Data!;
        Assert.Equal(250, data.Params!.Count);
        Assert.Equal(251, data.Tags!.Count);
    }

    [Theory]
    [InlineData(1001, 0, 0)]
    [InlineData(0, 101, 0)]
    [InlineData(0, 0, 101)]
    [InlineData(950, 51, 0)]
    public async Task The_server_refuses_a_request_beyond_the_limits(int metrics, int parameters, int tags)
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info.RunId;
        static string Items(int count, string item) => string.Join(',', Enumerable.Range(0, count).Select(i => item.Replace("#", $"{i}", StringComparison.Ordinal)));
        using var body = new StringContent(
            $$"""
            {"run_id":"{{run}}","metrics":[{{Items(metrics, """{"key":"m","value":#,"timestamp":1}""")}}],
            "params":[{{Items(parameters, """{"key":"p#","value":"v"}""")}}],"tags":[{{Items(tags, """{"key":"t#","value":"v"}""")}}]}
            """,
            Encoding.UTF8,
            "application/json");

        using var response = await server.Http.PostAsync(new Uri(server.Address, "/api/2.0/mlflow/runs/log-batch"), body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty((await server.Client.GetRunAsync(run)).Data!.Metrics ?? []);
    }

    [Fact]
    public async Task All_pages_of_a_search_are_read()
    {
        await using var server = await TrackingServer.StartAsync();
        var experiment = await server.Client.EnsureExperimentAsync("pages");
        var made = await Task.WhenAll(Enumerable.Range(0, 1100).Select(i => server.Client.CreateRunAsync(experiment, DateTimeOffset.UnixEpoch, $"{i}")));

        var found = new List<MlflowRun>();
        await foreach (var run in server.Client.SearchAllRunsAsync([experiment]))
        {
            found.Add(run);
        }

        Assert.Equal(made.Select(run => run.Info.RunId).Order(), found.Select(run => run.Info.RunId).Order());
    }

    [Fact]
    public async Task A_registered_model_is_made_once_however_many_ask()
    {
        await using var server = await TrackingServer.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => server.Client.EnsureRegisteredModelAsync("a model: 100%/b", "about it", [new("team", "red")])));

        var body = await server.Http.GetStringAsync(new Uri(server.Address, "/api/2.0/mlflow/registered-models/search"));
        var model = Assert.Single(System.Text.Json.JsonSerializer.Deserialize(body, RegistryJson.Default.RegisteredModelPage)!.RegisteredModels!);
        Assert.Equal(("a model: 100%/b", "about it"), (model.Name, model.Description));
        Assert.Equal([new MlflowTag("team", "red")], model.Tags);
    }

    [Fact]
    public async Task A_model_version_is_reached_by_its_alias_which_moves()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info;
        await server.Client.EnsureRegisteredModelAsync("a model: 100%/b");

        var first = await server.Client.CreateModelVersionAsync("a model: 100%/b", run.ArtifactUri + "/model", run.RunId, [new("k", "v")], "the first");
        var second = await server.Client.CreateModelVersionAsync("a model: 100%/b", run.ArtifactUri + "/model");

        Assert.Equal(("1", "2"), (first.Version, second.Version));
        Assert.Equal((run.ArtifactUri + "/model", run.RunId, "the first"), (first.Source, first.RunId, first.Description));
        Assert.Equal([new MlflowTag("k", "v")], first.Tags);
        await server.Client.SetRegisteredModelAliasAsync("a model: 100%/b", "champion", "1");
        Assert.Equal("1", (await server.Client.GetModelVersionByAliasAsync("a model: 100%/b", "champion"))?.Version);
        await server.Client.SetRegisteredModelAliasAsync("a model: 100%/b", "champion", "2");
        Assert.Equal("2", (await server.Client.GetModelVersionByAliasAsync("a model: 100%/b", "champion"))?.Version);
    }

    [Fact]
    public async Task An_alias_that_nobody_has_is_null_and_one_that_nobody_can_have_is_refused()
    {
        await using var server = await TrackingServer.StartAsync();
        await server.Client.EnsureRegisteredModelAsync("m");

        Assert.Null(await server.Client.GetModelVersionByAliasAsync("m", "champion"));
        Assert.Null(await server.Client.GetModelVersionByAliasAsync("nothing", "champion"));
        var fault = await Assert.ThrowsAsync<MlflowException>(() => server.Client.GetModelVersionByAliasAsync("m", "a b"));
        Assert.Equal("INVALID_PARAMETER_VALUE", fault.ErrorCode);
        var unknown = await Assert.ThrowsAsync<MlflowException>(() => server.Client.CreateModelVersionAsync("nothing", "s3://bucket/m"));
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", unknown.ErrorCode);
    }

    [Fact]
    public void Chunks_hold_everything_once_in_order_and_keep_every_limit() =>
        Gen.Select(Gen.Int[0, 2500], Gen.Int[0, 350], Gen.Int[0, 350]).Sample((metrics, parameters, tags) =>
        {
            var points = Enumerable.Range(0, metrics).Select(i => new MetricPoint("m", i, i, i)).ToList();
            var chunks = LogBatchChunks.Split(
                "r", points, [.. Enumerable.Range(0, parameters).Select(i => new RunParam($"{i}", ""))], [.. Enumerable.Range(0, tags).Select(i => new MlflowTag($"{i}", ""))]).ToList();

            Assert.Equal(points, chunks.SelectMany(chunk => chunk.Metrics ?? []));
            Assert.Equal(parameters, chunks.SelectMany(chunk => chunk.Params ?? []).Distinct().Count());
            Assert.Equal(tags, chunks.SelectMany(chunk => chunk.Tags ?? []).Distinct().Count());
            Assert.All(chunks, chunk =>
            {
                int m = chunk.Metrics?.Count ?? 0, p = chunk.Params?.Count ?? 0, t = chunk.Tags?.Count ?? 0;
                Assert.True(p <= 100 && t <= 100 && m + p + t is > 0 and <= 1000);
            });
        }, iter: 200);

    private static MlflowClient Client(Network network, MlflowClientOptions options, TimeProvider? clock = null) =>
        new(MlflowConnection.Parse("http://server/base", _ => null), options, clock, network);

    /// <summary>Answers with one status after the other: 0 breaks the connection, -1 never answers.</summary>
    private sealed class Network(params int[] statuses) : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        public List<HttpRequestMessage> Requests { get; } = [];

        public TimeSpan? RetryAfter { get; init; }

        public string Answer { get; init; } = """{"error_code":"CODE","message":"because"}""";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            Requests.Add(request);
            Bodies.Add(body);
            var status = statuses[Math.Min(Bodies.Count, statuses.Length) - 1];
            if (status < 0)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            var response = status == 0 ? throw new HttpRequestException("broken") : new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(Answer) };
            response.Headers.RetryAfter = RetryAfter is { } delay ? new(delay) : null;
            return response;
        }
    }

    private sealed class HastyClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, 25 * TimeSpan.TicksPerSecond);
    }
}
