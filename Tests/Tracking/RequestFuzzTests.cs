using System.Net.Http.Headers;
using CsCheck;
using Xunit;

namespace Tests.Tracking;

/// <summary>A caller's mistake is never the server's failure: clients try those again for minutes.</summary>
public sealed class RequestFuzzTests
{
    private static readonly Gen<string> Posts = Gen.OneOf(
        "experiments/create", "experiments/search", "experiments/update", "experiments/set-experiment-tag", "experiments/delete-experiment-tag", "experiments/search-datasets",
        "runs/create", "runs/update", "runs/search", "runs/log-batch", "runs/log-metric", "runs/log-parameter", "runs/set-tag", "runs/delete-tag", "runs/log-inputs",
        "runs/outputs", "runs/log-model");

    private static readonly Gen<string> Gets = Gen.OneOf(
        "experiments/get", "experiments/get-by-name", "experiments/search", "runs/get", "metrics/get-history", "metrics/get-history-bulk", "metrics/get-history-bulk-interval",
        "artifacts/list");

    private static readonly Gen<string> Fields = Gen.OneOf(
        "run_id", "run_id", "experiment_id", "experiment_ids", "key", "value", "timestamp", "step", "metrics", "params", "tags", "filter", "order_by", "max_results", "page_token",
        "name", "new_name", "artifact_location", "status", "end_time", "run_name", "start_time", "user_id", "datasets", "dataset", "models", "model_id", "model_json", "view_type",
        "metric_key", "run_ids", "digest", "source", "source_type", "schema", "experiment_name", "path", "start_step", "end_step");

    private static readonly Gen<string> Plain = Gen.OneOf(
        "RUN", "RUN", "0", "x", "a/b", "", " ", "-1", "1", "7", "1.5", "9223372036854775807", "9223372036854775808", "NaN", "-Infinity", "1e400", "ALL", "FINISHED", "eyJvZmZzZXQiOiAxfQ==",
        "eyJvZmZzZXQiOiA5MjIzMzcyMDM2ODU0Nzc1ODA3fQ==", "metrics.x < 1", "name", "s3://x", "../x", "a\0b", "é𝒳");

    private static readonly Gen<string> Json = Gen.Recursive<string>((depth, inner) => depth > 2
        ? Plain.Select(Quoted)
        : Gen.OneOf(
            Plain.Select(Quoted),
            Gen.OneOf("null", "true", "0", "-1", "3", "1.5", "1e400", "-0", "9223372036854775808", "\"\\ud800\"", "{\"\\ud800\": 1}", "\"{}\"", "\"[1]\""),
            inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            Gen.Select(Fields, inner).Array[0, 6].Select(members => $"{{{string.Join(',', members.Select(member => $"\"{member.Item1}\": {member.Item2}"))}}}")));

    private static readonly Gen<string> Bodies = Gen.Frequency(
        (9, Gen.Select(Fields, Json).Array[0, 8].Select(members => $"{{\"run_id\": \"RUN\", {string.Join("", members.Select(member => $"\"{member.Item1}\": {member.Item2}, "))}\"experiment_id\": 0}}")),
        (1, Json));

    [Fact]
    public async Task No_body_makes_the_server_fail()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info.RunId;

        await Gen.Select(Posts, Bodies).SampleAsync(async (route, body) =>
        {
            using var content = new StringContent(body.Replace("RUN", run, StringComparison.Ordinal), MediaTypeHeaderValue.Parse("application/json"));
            using var response = await server.Http.PostAsync(new Uri(server.Address, "/api/2.0/mlflow/" + route), content);
            Assert.True((int)response.StatusCode is 200 or 400 or 404, $"{route} {body} answered {response.StatusCode}");
        }, iter: 1500);
    }

    [Fact]
    public async Task No_query_makes_the_server_fail()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info.RunId;
        await server.Client.LogBatchAsync(run, [new("x", 1, 1, 1), new("x", 2, 2, long.MaxValue), new("x", 3, 3, long.MinValue)]);

        await Gen.Select(Gets, Gen.Select(Fields, Plain).Array[1, 6]).SampleAsync(async (route, fields) =>
        {
            var query = $"?run_id={run}&run_ids={run}&" + string.Join('&', fields.Select(field => $"{field.Item1}={Uri.EscapeDataString(field.Item2.Replace("RUN", run, StringComparison.Ordinal))}"));
            using var response = await server.Http.GetAsync(new Uri(server.Address, $"/api/2.0/mlflow/{route}{query}"));
            Assert.True((int)response.StatusCode is 200 or 400 or 404, $"{route}{query} answered {response.StatusCode}");
        }, iter: 700);
    }

    private static string Quoted(string text) => $"\"{text.Replace("\0", "\\u0000", StringComparison.Ordinal)}\"";
}
