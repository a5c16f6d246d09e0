using System.Diagnostics;
using Orchestrator.Api;
using Orchestrator.Bench.Chaos;
using Orchestrator.CommandLine;
using Shared.Mlflow;

namespace Orchestrator.Bench;

/// <summary>
/// How many trials a second the whole path takes when a trial itself costs nothing: journal, cluster, agent, trainer process, tracking. Afterwards it counts: every trial
/// exactly once, in the sweep and in the tracking store.
/// </summary>
/// <param name="apart">The tracking server is a process of its own, so that its cost is told apart from the orchestrator's.</param>
public sealed class DispatchBench(Terminal terminal, int trials, int slots, bool apart)
{
    /// <returns>An exit code: 1 where a trial is missing, or ran twice.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("experiments-bench-").FullName;
        try
        {
            await using var cluster = new ChaosCluster(folder, external: apart, [slots], ChaosNet.Loopback, terminal.Clock);
            await cluster.StartAsync(cancellation);
            await TrainAsync(cluster.Client, NoopSweep.Yaml("warm-up", trials, 200 * slots), cancellation);
            return await MeasureAsync(cluster, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<int> MeasureAsync(ChaosCluster cluster, CancellationToken cancellation)
    {
        var before = Processes.Of(cluster);
        var sweep = await TrainAsync(cluster.Client, NoopSweep.Yaml("bench", 0, trials), cancellation);
        var after = Processes.Of(cluster);
        var seconds = (sweep.EndedAt!.Value - sweep.SubmittedAt).TotalSeconds;
        Say($"dispatch {trials:N0} no-op trials on {slots} slots in {seconds:N1} s: {trials / seconds:N0} trials/s");
        var tracking = apart ? $"; tracking server {Cost(before.Tracking, after.Tracking):N2}" : " (tracking server within)";
        Say($"CPU ms   orchestrator {Cost(before.Orchestrator, after.Orchestrator):N2} a trial{tracking}; agent {Cost(before.Agent, after.Agent):N2}; orchestrator holds {after.Memory / 1048576.0:N0} MiB");
        await SayTurnaroundAsync(cluster.Client, cancellation);
        return await CountAsync(cluster, sweep, cancellation);
    }

    private double Cost(TimeSpan before, TimeSpan after) => (after - before).TotalMilliseconds / trials;

    private async Task SayTurnaroundAsync(OrchestratorClient client, CancellationToken cancellation)
    {
        // The agent says it with its next hello.
        await Task.Delay(TimeSpan.FromSeconds(1), terminal.Clock, cancellation);
        if ((await client.NodesAsync(cancellation)).FirstOrDefault()?.Turnaround is { } turnaround)
        {
            Say($"slot     free to next trial started: p50 {turnaround.P50Ms:N1} ms, p99 {turnaround.P99Ms:N1} ms (the last 4,096)");
        }
    }

    private async Task<int> CountAsync(ChaosCluster cluster, SweepDto sweep, CancellationToken cancellation)
    {
        var more = 0;
        await foreach (var trial in cluster.Client.AllTrialsAsync(sweep.Id, cancellation))
        {
            more += trial is { State: "finished", Attempt: 1 } ? 0 : 1;
        }

        // The agent sends in the background; its end waits until everything is there.
        await cluster.EndAgentsAsync();
        var (runs, different) = await CountRunsAsync(cluster.Tracking, sweep, cancellation);
        Say($"counted  {trials - more:N0} of {trials:N0} trials finished in their first attempt; {runs:N0} finished runs of {different:N0} different trials in the tracking store");
        return more == 0 && runs == trials && different == trials ? ExitCodes.Success : ExitCodes.TrialsFailed;
    }

    private static async Task<(int Runs, int Different)> CountRunsAsync(MlflowClient tracking, SweepDto sweep, CancellationToken cancellation)
    {
        var filter = $"{SweepTags.ChildrenOf(sweep.Tracking.ParentRunId!)} and attributes.status = 'FINISHED'";
        var (runs, different) = (0, new HashSet<string>());
        await foreach (var run in tracking.SearchAllRunsAsync([sweep.Tracking.ExperimentId!], filter, cancellation: cancellation))
        {
            runs++;
            different.UnionWith(run.Data!.Tags!.Where(tag => tag.Key == SweepTags.Trial).Select(tag => tag.Value));
        }

        return (runs, different.Count);
    }

    private async Task<SweepDto> TrainAsync(OrchestratorClient client, byte[] yaml, CancellationToken cancellation) =>
        await NoopSweep.EndAsync(client, await NoopSweep.SubmitAsync(client, yaml, cancellation), terminal.Clock, cancellation);

    private void Say(string line) => terminal.Out.WriteLine(line);

    /// <summary>What the processes have used of the processor so far.</summary>
    private sealed record Processes(TimeSpan Orchestrator, TimeSpan Tracking, TimeSpan Agent, long Memory)
    {
        public static Processes Of(ChaosCluster cluster)
        {
            using var orchestrator = Process.GetProcessById(cluster.OrchestratorProcess);
            using var tracking = Process.GetProcessById(cluster.TrackingProcess);
            using var agent = Process.GetProcessById(cluster.AgentProcesses.Single());
            return new(orchestrator.TotalProcessorTime, tracking.TotalProcessorTime, agent.TotalProcessorTime, orchestrator.WorkingSet64);
        }
    }
}
