using System.Net;
using System.Text;
using System.Text.Json;
using Shared.Mlflow;
using Xunit;

namespace Tests.Tracking;

/// <summary>MLflow's limits, kept before anything is sent.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task What_no_server_takes_is_left_out_or_cut_with_a_warning_and_the_rest_arrives()
    {
        var warnings = new List<string>();
        await using var server = await TrackingServer.StartAsync();
        using var client = new MlflowClient(MlflowConnection.Parse(server.Address.AbsoluteUri, _ => null), new() { Patience = TimeSpan.Zero, Warn = warnings.Add });
        var run = (await client.CreateRunAsync("0", DateTimeOffset.UnixEpoch, tags: [new("long", new string('t', 8_001))])).Info.RunId;

        await client.LogBatchAsync(
            run,
            [new("good", 1, 1, 1), new("loss?", 2, 1, 1), new("loss?", 3, 2, 2), new("../up", 4, 1, 1)],
            [new("long", new string('p', 6_001)), new(new string('n', 251), "v"), new("short", "v")],
            [new("tag", "v"), new("", "v")]);

        var data = (await client.GetRunAsync(run)).Data!;
        Assert.Equal(["good"], data.Metrics!.Select(metric => metric.Key));
        Assert.Equal([("long", 6_000), ("short", 1)], data.Params!.Select(param => (param.Key, param.Value.Length)).Order());
        Assert.Equal(8_000, data.Tags!.Single(tag => tag.Key == "long").Value.Length);
        Assert.Contains(data.Tags!, tag => tag.Key == "tag");
        Assert.Equal(6, warnings.Count);
        Assert.Single(warnings, warning => warning.Contains("'loss?'", StringComparison.Ordinal));
        Assert.All(warnings, warning => Assert.DoesNotContain('\n', warning));
    }

    [Fact]
    public async Task Ten_thousand_params_for_one_run_are_refused_in_one_request_and_taken_in_many()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info.RunId;
        var all = Enumerable.Range(0, 10_000).Select(i => new RunParam($"p{i}", "1")).ToList();

        using var body = new StringContent(JsonSerializer.Serialize(new MlflowMessages.LogBatch(run, null, all, null), MlflowJson.Default.LogBatch), Encoding.UTF8, "application/json");
        using var answer = await server.Http.PostAsync(new Uri(server.Address, "/api/2.0/mlflow/runs/log-batch"), body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("at most 100 params", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null((await server.Client.GetRunAsync(run)).Data!.Params);
        await server.Client.LogBatchAsync(run, parameters: all);
        Assert.Equal(10_000, (await server.Client.GetRunAsync(run)).Data!.Params!.Count);
    }

    [Fact]
    public async Task Ten_thousand_artifacts_of_one_run_with_odd_names_are_all_listed_and_come_back()
    {
        await using var server = await TrackingServer.StartAsync();
        var run = (await server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info;
        static string Name(int i) => $"folder {i % 10}/100% größe №{i}.txt";

        await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, cancellation) =>
            await server.Client.UploadArtifactAsync(run.ArtifactUri!, Name(i), BitConverter.GetBytes(i), cancellation));

        var folders = await server.Client.ListArtifactsAsync(run.RunId);
        Assert.Equal(10, folders.Count);
        var files = new List<string>();
        foreach (var folder in folders)
        {
            files.AddRange((await server.Client.ListArtifactsAsync(run.RunId, folder.Path)).Select(file => file.Path));
        }

        Assert.Equal(Enumerable.Range(0, 10_000).Select(Name).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        using var content = new MemoryStream();
        await server.Client.DownloadArtifactAsync(run.ArtifactUri!, Name(9_999), content);
        Assert.Equal(9_999, BitConverter.ToInt32(content.ToArray()));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("False", false)]
    [InlineData("0", false)]
    [InlineData("perhaps", true)]
    [InlineData(null, true)]
    public void A_flag_is_read_as_Python_reads_it(string? text, bool value) => Assert.Equal(value, MlflowEnvironment.Flag("F", usual: true, _ => text));
}
