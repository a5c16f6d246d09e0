using Orchestrator.Api;
using Orchestrator.Bench.Chaos;
using Orchestrator.CommandLine;
using Shared.Mlflow;

namespace Orchestrator.Bench;

/// <summary>
/// <c>bench outbox</c>: how many metric rows a second an agent takes in from its trainers while the tracking server stands still, how soon they are all there once it goes on, and a count that
/// each arrived once.
/// </summary>
public sealed class OutboxBench(Terminal terminal, int rows, int slots)
{
    /// <returns>An exit code: 1 where a row is missing or stands there twice.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("experiments-outbox-").FullName;
        try
        {
            await using var cluster = new ChaosCluster(folder, external: true, [slots], ChaosNet.Loopback, terminal.Clock);
            await cluster.StartAsync(cancellation);
            var warm = await NoopSweep.SubmitAsync(cluster.Client, NoopSweep.Yaml("warm-up", first: Trials, Trials, Math.Min(rows, 2_000)), cancellation);
            await NoopSweep.EndAsync(cluster.Client, warm, terminal.Clock, cancellation);
            return await MeasureAsync(cluster, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<int> MeasureAsync(ChaosCluster cluster, CancellationToken cancellation)
    {
        var id = await NoopSweep.SubmitAsync(cluster.Client, NoopSweep.Yaml("outbox", first: 0, Trials, rows), cancellation);
        // A sweep begins where its own run is made.
        await NoopSweep.UntilAsync(cluster.Client, id, sweep => sweep.Tracking.ParentRunId is not null, terminal.Clock, cancellation);
        ProcessFamily.Send(cluster.TrackingProcess, ProcessFamily.Signal.Stop);
        var told = terminal.Clock.GetTimestamp();
        var sweep = await NoopSweep.EndAsync(cluster.Client, id, terminal.Clock, cancellation);
        var seconds = terminal.Clock.GetElapsedTime(told).TotalSeconds;
        Say($"told     {Total:N0} metric rows of {Trials} trials in {seconds:N1} s, the tracking server standing still: {Total / seconds:N0} rows/s; all trials finished meanwhile: {sweep.Trials.Finished == Trials}");

        ProcessFamily.Send(cluster.TrackingProcess, ProcessFamily.Signal.Continue);
        var sent = terminal.Clock.GetTimestamp();
        await cluster.EndAgentsAsync();
        seconds = terminal.Clock.GetElapsedTime(sent).TotalSeconds;
        var (count, different) = await CountAsync(cluster.Tracking, sweep, cancellation);
        Say($"sent     {count:N0} rows in {seconds:N1} s once it went on: {count / seconds:N0} rows/s; {different:N0} different ones");
        return count == Total && different == Total ? ExitCodes.Success : ExitCodes.TrialsFailed;
    }

    private int Trials => 2 * slots;

    private long Total => (long)Trials * rows;

    private static async Task<(long Rows, long Different)> CountAsync(MlflowClient tracking, SweepDto sweep, CancellationToken cancellation)
    {
        var (rows, different) = (0L, 0L);
        await foreach (var run in tracking.SearchAllRunsAsync([sweep.Tracking.ExperimentId!], SweepTags.ChildrenOf(sweep.Tracking.ParentRunId!), cancellation: cancellation))
        {
            var points = await tracking.GetMetricHistoryAsync(run.Info.RunId, MetricSections.NameOf("value"), cancellation);
            (rows, different) = (rows + points.Count, different + points.DistinctBy(point => point.Step).Count());
        }

        return (rows, different);
    }

    private void Say(string line) => terminal.Out.WriteLine(line);
}
