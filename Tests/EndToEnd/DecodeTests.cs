using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Experiments.Pictures;
using Orchestrator.Api;
using Shared.Mlflow;
using SkiaSharp;
using Tests.Training;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>The latent explorer's live decoding, from the page's request to a trainer process and back.</summary>
[Collection(TorchTests.Name)]
public sealed class DecodeTests
{
    private const int Side = 30;

    private const string Plane = """
        name: plane
        experiment: variational-autoencoder
        dataset: { name: mnist, train_images: 1000, validation_images: 100 }
        parameters: { latent: 2, hidden: 16, epochs: 1 }
        """;

    private const string Sleeper = "name: sleeper\nexperiment: noop\nparameters: { epochs: 600, sleep_ms: 500 }";

    [Fact]
    public async Task A_digit_decoded_live_is_the_manifold_pictures_tile_and_a_busy_machine_says_so()
    {
        await using var cluster = await LocalCluster.StartAsync(slots: 1);
        var plane = await cluster.EndAsync(await cluster.SubmitAsync(Plane));
        using var http = new HttpClient { BaseAddress = cluster.Address };
        using var manifold = SKBitmap.Decode(await ManifoldAsync(cluster, plane));

        int[] tiles = [0, 29, 437, 899];
        var latents = Manifold.Latents(Side, 4);
        using var answer = await AskUntilAsync(HttpStatusCode.OK, http, plane.Id, [.. tiles.Select(tile => new[] { latents[tile].Z1, latents[tile].Z2 })]);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal((28, 28, 1), (Number(bytes, 0), Number(bytes, 4), Number(bytes, 8)));
        Assert.Equal(12 + (tiles.Length * 28 * 28), bytes.Length);
        for (var at = 0; at < tiles.Length; at++)
        {
            Assert.Equal(Tile(manifold, tiles[at]), bytes[(12 + (at * 28 * 28))..(12 + ((at + 1) * 28 * 28))]);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(http, plane.Id, 0, [.. Enumerable.Repeat(new[] { 0.0, 0.0 }, 65)])).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(http, "nothing", 0, [[0, 0]])).StatusCode);
        Assert.Contains("a point of this latent space has 2 values", await ReasonAsync(await AskAsync(http, plane.Id, 0, [[0, 0, 0]])));
        Assert.Contains("has no finished trial 7", await ReasonAsync(await AskAsync(http, plane.Id, 7, [[0, 0]])));

        var sleeper = await cluster.SubmitAsync(Sleeper);
        await cluster.UntilAsync(sleeper, sweep => sweep.Running.Count == 1);
        Assert.Equal("every processor here trains: 1 of 1 slots have a trial", await ReasonAsync(await AskUntilAsync(HttpStatusCode.Conflict, http, plane.Id, [[0, 0]])));
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient http, string sweep, int trial, double[][] z) =>
        http.PostAsJsonAsync($"/api/sweeps/{sweep}/trials/{trial}/decode", new { z });

    // That a trial has taken or left its slot is known with the node's next hello.
    private static async Task<HttpResponseMessage> AskUntilAsync(HttpStatusCode wanted, HttpClient http, string sweep, double[][] z)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await AskAsync(http, sweep, 0, z);
            if (answer.StatusCode == wanted)
            {
                return answer;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1), await answer.Content.ReadAsStringAsync());
            await Task.Delay(100);
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<Microsoft.AspNetCore.Mvc.ProblemDetails>())!.Detail!;
    }

    private static async Task<byte[]> ManifoldAsync(LocalCluster cluster, SweepDto sweep)
    {
        using var tracking = cluster.Tracking();
        var trial = await cluster.Client.TrialAsync(sweep.Id, 0, CancellationToken.None);
        var run = await TrialArtifacts.FindRunAsync(tracking, sweep.Tracking.ExperimentId!, sweep.Id, 0, trial.Key, CancellationToken.None);
        using var file = new MemoryStream();
        await tracking.DownloadArtifactAsync(run!.Info.ArtifactUri!, "pictures/manifold.png", file);
        return file.ToArray();
    }

    // As Experiments/Pictures/Manifold.cs lays them: without gaps, the first at the bottom left, 56 pixels from the left and 48 from the bottom.
    private static byte[] Tile(SKBitmap manifold, int tile)
    {
        var (left, top) = (56 + (tile % Side * 28), manifold.Height - 48 - (((tile / Side) + 1) * 28));
        return [.. Enumerable.Range(0, 28 * 28).Select(pixel => manifold.GetPixel(left + (pixel % 28), top + (pixel / 28)).Red)];
    }

    private static int Number(byte[] bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
}
