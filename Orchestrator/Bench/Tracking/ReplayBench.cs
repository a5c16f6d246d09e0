using Orchestrator.CommandLine;
using Shared.Mlflow;

namespace Orchestrator.Bench.Tracking;

/// <summary>
/// <c>bench replay</c>: sends a sweep's traffic of days to a tracking server of ours in minutes, while a page looks on, and tells how its memory grows. It must be as large at the end as it was
/// after a third: what a server holds must not depend on how long it has run.
/// </summary>
public sealed class ReplayBench(Terminal terminal, double hours, int slots)
{
    // Allocation between two collections moves the working set by tens of megabytes.
    private const double MostGrowth = 1.15;

    private int Rounds => (int)Math.Ceiling(hours * 60 / ReplayTraffic.TrialMinutes);

    /// <returns>An exit code: 1 where memory grew.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("experiments-replay-").FullName;
        try
        {
            await using var server = await TrackingProcess.StartAsync(folder, [], cancellation);
            using var client = new MlflowClient(MlflowConnection.Parse(server.Address.AbsoluteUri, _ => null));
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var experiment = await client.CreateExperimentAsync("replay", cancellation: cancellation);
            var looking = LookOnAsync(client, experiment, ended.Token);
            var memory = await ReplayAsync(server, client, experiment, cancellation);
            await ended.CancelAsync();
            await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await server.StopAsync(cancellation);
            return Judge(memory);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // All slots of a round at once; rounds follow each other as trials do.
    private async Task<List<long>> ReplayAsync(TrackingProcess server, MlflowClient client, string experiment, CancellationToken cancellation)
    {
        var traffic = new ReplayTraffic(client, experiment);
        var (started, points, memory) = (terminal.Clock.GetTimestamp(), 0L, new List<long>());
        for (var round = 0; round < Rounds; round++)
        {
            var began = 1_700_000_000_000 + (round * ReplayTraffic.TrialMinutes * 60_000L);
            points += (await Task.WhenAll(Enumerable.Range(round * slots, slots).Select(trial => traffic.TrialAsync(trial, began, cancellation)))).Sum();
            memory.Add(server.Memory);
            if ((round + 1) % Math.Max(1, Rounds / 8) == 0)
            {
                var seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds;
                var replayed = (round + 1) * ReplayTraffic.TrialMinutes / 60.0;
                Say($"{replayed,5:N1} h of {slots} slots in {seconds,6:N1} s: {(round + 1) * slots:N0} trials, {points:N0} points; the server holds {server.Memory >> 20:N0} MiB, at most {server.PeakMemory >> 20:N0}");
            }
        }

        return memory;
    }

    // As a page does that shows the newest runs and a curve.
    private async Task LookOnAsync(MlflowClient client, string experiment, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var newest = await client.SearchRunsAsync([experiment], orderBy: ["metrics.`val/loss` ASC"], maxResults: 100, cancellation: cancellation);
            if (newest.Runs is [var best, ..])
            {
                await client.GetMetricHistoryAsync(best.Info.RunId, "val/loss", cancellation);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), terminal.Clock, cancellation);
        }
    }

    private int Judge(List<long> memory)
    {
        var third = memory.Count / 3;
        var (early, late) = (memory.Skip(third).Take(Math.Max(1, third)).Average(), memory.Skip(2 * third).Average());
        Say($"memory: {early / (1 << 20):N0} MiB in the second third, {late / (1 << 20):N0} MiB in the last: {late / early:N2} x (at most {MostGrowth} x)");
        return late <= MostGrowth * early ? ExitCodes.Success : ExitCodes.TrialsFailed;
    }

    private void Say(string line) => terminal.Out.WriteLine(line);
}
