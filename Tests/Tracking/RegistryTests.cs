using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Tests.Tracking;

/// <summary>What the registry's conversations can't say: long texts, many models, times, and what the tables hold.</summary>
public sealed class RegistryTests
{
    [Theory]
    [InlineData(250, 100_000, HttpStatusCode.OK)]
    [InlineData(251, 1, HttpStatusCode.BadRequest)]
    [InlineData(1, 100_001, HttpStatusCode.BadRequest)]
    public async Task A_tags_length_is_bounded(int key, int value, HttpStatusCode status)
    {
        await using var server = await TrackingServer.StartAsync();
        await server.Client.EnsureRegisteredModelAsync("m");
        await server.Client.CreateModelVersionAsync("m", "s3://bucket/m");
        string tag = $"""{Quoted('k', key)},"value":{Quoted('v', value)}""";

        Assert.Equal(status, await PostAsync(server, "registered-models/set-tag", $$"""{"name":"m","key":{{tag}}}"""));
        Assert.Equal(status, await PostAsync(server, "model-versions/set-tag", $$"""{"name":"m","version":"1","key":{{tag}}}"""));
        Assert.Equal(status, await PostAsync(server, "registered-models/create", $$"""{"name":"n","tags":[{"key":{{tag}}}]}"""));
        Assert.Equal(status, await PostAsync(server, "model-versions/create", $$"""{"name":"m","source":"s3://bucket/n","tags":[{"key":{{tag}}}]}"""));
    }

    [Theory]
    [InlineData(255, HttpStatusCode.OK)]
    [InlineData(256, HttpStatusCode.BadRequest)]
    public async Task An_aliass_length_is_bounded(int length, HttpStatusCode status)
    {
        await using var server = await TrackingServer.StartAsync();
        await server.Client.EnsureRegisteredModelAsync("m");
        await server.Client.CreateModelVersionAsync("m", "s3://bucket/m");

        Assert.Equal(status, await PostAsync(server, "registered-models/alias", $$"""{"name":"m","version":"1","alias":{{Quoted('a', length)}}}"""));
    }

    [Fact]
    public async Task A_page_holds_a_hundred_models_unless_more_are_asked_for()
    {
        await using var server = await TrackingServer.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 101).Select(i => server.Client.EnsureRegisteredModelAsync($"m{i:000}")));

        var page = await GetAsync(server, "registered-models/search");
        var rest = await GetAsync(server, $"registered-models/search?page_token={page["next_page_token"]}");

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"m{i:000}"), Names(page, "registered_models"));
        Assert.Equal(["m100"], Names(rest, "registered_models"));
        Assert.Equal(101, Names(await GetAsync(server, "registered-models/search?max_results=1000"), "registered_models").Count);
    }

    [Fact]
    public async Task Models_and_versions_are_ordered_by_their_times()
    {
        await using var server = await TrackingServer.StartAsync();
        foreach (var (name, created, updated) in (List<(string, int, int)>)[("a", 1, 30), ("b", 2, 10), ("c", 3, 20)])
        {
            await server.Client.EnsureRegisteredModelAsync(name);
            await server.Client.CreateModelVersionAsync(name, "s3://bucket/m");
            Execute(server, $"UPDATE registered_models SET creation_time = {created}, last_updated_time = {updated} WHERE name = '{name}'");
            Execute(server, $"UPDATE model_versions SET creation_time = {created}, last_updated_time = {updated} WHERE name = '{name}'");
        }

        Assert.Equal(["b", "c", "a"], Names(await GetAsync(server, "registered-models/search?order_by=timestamp"), "registered_models"));
        Assert.Equal(["a", "c", "b"], Names(await GetAsync(server, "registered-models/search?order_by=last_updated_timestamp%20DESC"), "registered_models"));
        Assert.Equal(["c", "b", "a"], Names(await GetAsync(server, "model-versions/search?order_by=creation_timestamp%20DESC"), "model_versions"));
        Assert.Equal(["b", "c", "a"], Names(await GetAsync(server, "model-versions/search?order_by=last_updated_timestamp%20ASC"), "model_versions"));
        Assert.Equal(["a", "b", "c"], Names(await GetAsync(server, "model-versions/search"), "model_versions"));
    }

    [Fact]
    public async Task What_changes_a_version_is_seen_at_its_times_and_its_models()
    {
        await using var server = await TrackingServer.StartAsync();
        await server.Client.EnsureRegisteredModelAsync("m");
        await server.Client.CreateModelVersionAsync("m", "s3://bucket/m");
        Execute(server, "UPDATE registered_models SET creation_time = 1, last_updated_time = 1");
        Execute(server, "UPDATE model_versions SET creation_time = 1, last_updated_time = 1");

        Assert.Equal(HttpStatusCode.OK, await PostAsync(server, "model-versions/transition-stage", """{"name":"m","version":"1","stage":"Staging"}"""));

        var model = (await GetAsync(server, "registered-models/get?name=m"))["registered_model"]!;
        var version = model["latest_versions"]![0]!;
        Assert.Equal((1, 1), (model["creation_timestamp"]!.GetValue<long>(), version["creation_timestamp"]!.GetValue<long>()));
        Assert.True(model["last_updated_timestamp"]!.GetValue<long>() > 1 && version["last_updated_timestamp"]!.GetValue<long>() > 1, model.ToJsonString());
    }

    [Fact]
    public async Task Of_a_deleted_version_the_table_keeps_the_number_and_nothing_to_read()
    {
        await using var server = await TrackingServer.StartAsync();
        await server.Client.EnsureRegisteredModelAsync("m");
        await server.Client.CreateModelVersionAsync("m", "s3://secret/m", "secret", description: "secret");

        using var request = new HttpRequestMessage(HttpMethod.Delete, Route(server, "model-versions/delete")) { Content = Json("""{"name":"m","version":"1"}""") };
        using var response = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            "1|Deleted_Internal|REDACTED-SOURCE-PATH|REDACTED-RUN-ID|REDACTED-RUN-LINK||",
            Execute(server, "SELECT concat_ws('|', version, current_stage, source, run_id, run_link, ifnull(description, ''), ifnull(storage_location, '')) FROM model_versions"));
    }

    [Fact]
    public async Task Callers_that_make_versions_at_once_get_a_number_each()
    {
        await using var server = await TrackingServer.StartAsync();
        await server.Client.EnsureRegisteredModelAsync("m");

        var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => server.Client.CreateModelVersionAsync("m", $"s3://bucket/{i}")));

        Assert.Equal(Enumerable.Range(1, 16), made.Select(version => int.Parse(version.Version, CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task Logged_models_are_found_and_ordered_by_what_was_measured_of_them()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info.RunId;
        foreach (var (name, train, test) in (List<(string, double, double)>)[("a", 0.1, 0.9), ("b", 0.2, 0.3), ("none", double.NaN, double.NaN)])
        {
            var created = await AskAsync(server, "logged-models", $$"""{"experiment_id":"0","name":"{{name}}"}""");
            var id = created["model"]!["info"]!["model_id"]!.GetValue<string>();
            foreach (var (dataset, time, value) in (List<(string, int, double)>)[("train", 2, train), ("test", 1, test)])
            {
                if (double.IsFinite(value))
                {
                    Execute(server, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO logged_model_metrics VALUES ('{id}', 'loss', {time}, 0, {value}, 0, '{run}', NULL, '{dataset}', 'd')"));
                }
            }
        }

        Assert.Equal(["a", "b", "none"], await SearchAsync("""{"order_by":[{"field_name":"metrics.loss"}]"""));
        Assert.Equal(["b", "a", "none"], await SearchAsync("""{"order_by":[{"field_name":"metrics.loss","ascending":false}]"""));
        Assert.Equal(["b", "a", "none"], await SearchAsync("""{"order_by":[{"field_name":"metrics.loss","dataset_name":"test"}]"""));
        Assert.Equal(["a"], await SearchAsync("""{"filter":"metrics.loss > 0.5" """));
        Assert.Equal([], await SearchAsync("""{"filter":"metrics.loss > 0.5","datasets":[{"dataset_name":"train"}]"""));
        Assert.Equal(["a", "b"], (await SearchAsync("""{"datasets":[{"dataset_name":"train","dataset_digest":"d"}]""")).Order());
        Assert.Equal([], await SearchAsync("""{"datasets":[{"dataset_name":"train","dataset_digest":"other"}]"""));
        Assert.Equal(["a", "b", "none"], (await SearchAsync("""{"filter":"status = 'PENDING'" """)).Order());
        var found = (await AskAsync(server, "logged-models/search", """{"experiment_ids":["0"],"filter":"name = 'b'"}"""))["models"]![0]!;
        Assert.Equal(
            $$"""{"key":"loss","value":0.2,"timestamp":2,"step":0,"run_id":"{{run}}","model_id":"{{found["info"]!["model_id"]}}","dataset_name":"train","dataset_digest":"d"}""",
            found["data"]!["metrics"]![1]!.ToJsonString());

        async Task<List<string>> SearchAsync(string body) => Names(await AskAsync(server, "logged-models/search", body + ""","experiment_ids":["0"]}"""), "models");
    }

    private static string Quoted(char letter, int length) => $"\"{new string(letter, length)}\"";

    private static List<string> Names(JsonNode page, string list) =>
        [.. (page[list]?.AsArray() ?? []).Select(item => (item!["info"] ?? item)["name"]!.GetValue<string>())];

    private static Uri Route(TrackingServer server, string route) => new(server.Address, "/api/2.0/mlflow/" + route);

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    private static async Task<HttpStatusCode> PostAsync(TrackingServer server, string route, string body)
    {
        using var content = Json(body);
        using var response = await server.Http.PostAsync(Route(server, route), content);
        return response.StatusCode;
    }

    private static async Task<JsonNode> AskAsync(TrackingServer server, string route, string body)
    {
        using var content = Json(body);
        using var response = await server.Http.PostAsync(Route(server, route), content);
        return await ReadAsync(response);
    }

    private static async Task<JsonNode> GetAsync(TrackingServer server, string route)
    {
        using var response = await server.Http.GetAsync(Route(server, route));
        return await ReadAsync(response);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static string? Execute(TrackingServer server, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = server.DatabaseFile, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
