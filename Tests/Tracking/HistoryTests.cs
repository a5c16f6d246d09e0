using System.Text.Json;
using CsCheck;
using Shared.Mlflow;
using Xunit;

namespace Tests.Tracking;

/// <summary>A long history, page by page.</summary>
public sealed class HistoryTests : IAsyncLifetime
{
    // Few values, so that steps, times and values often coincide.
    private static readonly Gen<MetricPoint> Point =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.OneOf(Gen.Const(-1.0), Gen.Const(0.0), Gen.Const(2.5), Gen.Const(double.NaN)), (step, time, value) => new MetricPoint("m", value, time, step));

    private static readonly Gen<MetricPoint> InOrder = Gen.Select(Gen.Int[0, 30], Gen.OneOf(Gen.Const(0.0), Gen.Const(1.0), Gen.Const(double.NaN)), (step, value) => new MetricPoint("m", value, 100 + step, step));

    private TrackingServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TrackingServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Pages_of_any_size_are_the_whole_history_in_MLflows_order() =>
        await Gen.Select(Gen.OneOf(Point.List[0, 40], InOrder.List[0, 40]), Gen.Int[1, 12]).SampleAsync(
            async (points, size) =>
            {
                var run = (await _server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info.RunId;
                await _server.Client.LogBatchAsync(run, points);

                var read = await PagesAsync(run, size);

                // As the table holds them: NaN is a 0 that says so.
                Assert.Equal(
                    points.Distinct().OrderBy(point => point.Timestamp).ThenBy(point => point.Step).ThenBy(point => double.IsNaN(point.Value) ? 0 : point.Value).ThenBy(point => double.IsNaN(point.Value)),
                    read);
            },
            iter: 60);

    [Fact]
    public async Task What_is_logged_between_two_pages_moves_nothing_of_those_that_are_still_to_come()
    {
        var run = (await _server.Client.CreateRunAsync("0", DateTimeOffset.UnixEpoch)).Info.RunId;
        await _server.Client.LogBatchAsync(run, [.. Enumerable.Range(10, 10).Select(step => new MetricPoint("m", step, step, step))]);

        var (first, token) = await PageAsync(run, 4, null);
        await _server.Client.LogBatchAsync(run, [new("m", 1, 1, 1), new("m", 99, 99, 99)]);
        var (second, _) = await PageAsync(run, 100, token);

        Assert.Equal([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 99], first.Concat(second).Select(point => point.Step));
    }

    private async Task<List<MetricPoint>> PagesAsync(string run, int size)
    {
        var (points, token) = await PageAsync(run, size, null);
        while (token is not null)
        {
            (var more, token) = await PageAsync(run, size, token);
            Assert.NotEmpty(more);
            points.AddRange(more);
        }

        return points;
    }

    private async Task<(List<MetricPoint> Points, string? Token)> PageAsync(string run, int size, string? token)
    {
        var address = new Uri(_server.Address, $"/api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key=m&max_results={size}&page_token={Uri.EscapeDataString(token ?? "")}");
        var page = (await JsonSerializer.DeserializeAsync(await _server.Http.GetStreamAsync(address), MlflowJson.Default.MetricHistory))!;
        return ([.. page.Metrics ?? []], page.NextPageToken);
    }
}
