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
            var warm = await SubmitAsync(cluster.Client, "warm-up", first: 2 * slots, cancellation);
            await UntilAsync(cluster.Client, warm, cancellation);
            return await MeasureAsync(cluster, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<int> MeasureAsync(ChaosCluster cluster, CancellationToken cancellation)
    {
        var id = await SubmitAsync(cluster.Client, "outbox", first: 0, cancellation);
        ProcessFamily.Send(cluster.TrackingProcess, ProcessFamily.Signal.Stop);
        var told = terminal.Clock.GetTimestamp();
        var sweep = await UntilAsync(cluster.Client, id, cancellation);
        var seconds = terminal.Clock.GetElapsedTime(told).TotalSeconds;
        Say($"told     {Total:N0} metric rows of {2 * slots} trials in {seconds:N1} s, the tracking server standing still: {Total / seconds:N0} rows/s; all trials finished meanwhile: {sweep.Trials.Finished == 2 * slots}");

        ProcessFamily.Send(cluster.TrackingProcess, ProcessFamily.Signal.Continue);
        var sent = terminal.Clock.GetTimestamp();
        await cluster.EndAgentsAsync();
        seconds = terminal.Clock.GetElapsedTime(sent).TotalSeconds;
        var (count, different) = await CountAsync(cluster.Tracking, sweep, cancellation);
        Say($"sent     {count:N0} rows in {seconds:N1} s once it went on: {count / seconds:N0} rows/s; {different:N0} different ones");
        return count == Total && different == Total ? ExitCodes.Success : ExitCodes.TrialsFailed;
    }

    private long Total => 2L * slots * rows;

    private static async Task<(long Rows, long Different)> CountAsync(MlflowClient tracking, SweepDto sweep, CancellationToken cancellation)
    {
        var (rows, different) = (0L, 0L);
        await foreach (var run in tracking.SearchAllRunsAsync([sweep.Tracking.ExperimentId!], SweepTags.ChildrenOf(sweep.Tracking.ParentRunId!), cancellation: cancellation))
        {
            var points = await tracking.GetMetricHistoryAsync(run.Info.RunId, "value", cancellation);
            (rows, different) = (rows + points.Count, different + points.DistinctBy(point => point.Step).Count());
        }

        return (rows, different);
    }

    private Task<string> SubmitAsync(OrchestratorClient client, string name, int first, CancellationToken cancellation) =>
        NoopSweep.SubmitAsync(client, NoopSweep.Yaml(name, first, 2 * slots, rows), cancellation);

    private Task<SweepDto> UntilAsync(OrchestratorClient client, string id, CancellationToken cancellation) => NoopSweep.EndAsync(client, id, terminal.Clock, cancellation);

    private void Say(string line) => terminal.Out.WriteLine(line);
}
