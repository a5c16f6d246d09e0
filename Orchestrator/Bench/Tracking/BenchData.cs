using System.Globalization;
using Orchestrator.Tracking;
using Orchestrator.Tracking.Store;
using Shared.Mlflow;

namespace Orchestrator.Bench.Tracking;

/// <summary>Experiments of given sizes to search in, and a run with a long history.</summary>
/// <param name="Experiments">Their sizes and ids.</param>
internal sealed record BenchData(IReadOnlyList<(int Runs, string Id)> Experiments, string LongRun)
{
    public const string LongMetric = "loss";

    private const int AtOnce = 1000;

    /// <summary>Over the API, as any client would.</summary>
    public static async Task<BenchData> SendAsync(MlflowClient client, string name, TrackingBenchOptions options, CancellationToken cancellation)
    {
        List<(int, string)> experiments = [];
        foreach (var runs in options.Runs)
        {
            var experiment = await client.CreateExperimentAsync($"{name}-{runs}", cancellation: cancellation);
            await Parallel.ForAsync(0, runs, cancellation, async (i, stop) =>
            {
                var run = await client.CreateRunAsync(experiment, DateTimeOffset.FromUnixTimeMilliseconds(i), Name(i), cancellation: stop);
                await client.LogBatchAsync(run.Info.RunId, Metrics(i), Params(i), cancellation: stop);
            });
            experiments.Add((runs, experiment));
        }

        var home = await client.CreateExperimentAsync($"{name}-history", cancellation: cancellation);
        var longRun = (await client.CreateRunAsync(home, DateTimeOffset.UnixEpoch, "history", cancellation: cancellation)).Info.RunId;
        for (var done = 0; done < options.Points; done += AtOnce)
        {
            await client.LogBatchAsync(longRun, Points(done, options.Points), cancellation: cancellation);
        }

        return new(experiments, longRun);
    }

    /// <summary>Straight into a database that no server has open: a hundred thousand runs take seconds.</summary>
    public static async Task<BenchData> WriteAsync(TrackingOptions database, string name, TrackingBenchOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        await using var store = TrackingStore.Open(database, clock);
        List<(int, string)> experiments = [];
        foreach (var runs in options.Runs)
        {
            var experiment = await store.WriteAsync(session => ExperimentTable.Create(session, $"{name}-{runs}", null, [], 0), cancellation);
            for (var done = 0; done < runs; done += AtOnce)
            {
                await store.WriteAsync(session => WriteRuns(session, experiment, done, Math.Min(done + AtOnce, runs)), cancellation);
            }

            experiments.Add((runs, experiment.ToString(CultureInfo.InvariantCulture)));
        }

        var longRun = NewId();
        await store.WriteAsync(
            session => RunTable.Create(session, longRun, ExperimentTable.Create(session, $"{name}-history", null, [], 0), "history", "", 0, []), cancellation);
        for (var done = 0; done < options.Points; done += AtOnce)
        {
            await store.WriteAsync(session => RunDataTables.Log(session, longRun, Points(done, options.Points), [], []), cancellation);
        }

        return new(experiments, longRun);
    }

    private static void WriteRuns(Session session, long experiment, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var id = NewId();
            RunTable.Create(session, id, experiment, Name(i), "", i, [new MlflowTag(RunTable.NameTag, Name(i))]);
            RunDataTables.Log(session, id, Metrics(i), Params(i), []);
        }
    }

    private static string NewId() => Guid.CreateVersion7().ToString("N");

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"run-{i}");

    // Multiples of an irrational number: spread evenly, in no order.
    private static MetricPoint[] Metrics(int i) => [new("loss", i * 0.6180339887498949 % 1, i, 10), new("accuracy", i * 0.4142135623730951 % 1, i, 10)];

    private static RunParam[] Params(int i) => [new("seed", Name(i)), new("epochs", "10"), new("optimizer", i % 2 == 0 ? "adam" : "sgd")];

    private static MetricPoint[] Points(int from, int to) => [.. Enumerable.Range(from, Math.Min(AtOnce, to - from)).Select(step => new MetricPoint(LongMetric, Math.Sin(step), step, step))];
}
