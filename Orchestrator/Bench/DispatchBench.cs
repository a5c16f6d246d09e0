using System.Diagnostics;
using Orchestrator.Api;
using Orchestrator.CommandLine;
using Orchestrator.Hosting;
using Shared.Mlflow;

namespace Orchestrator.Bench;

/// <summary>
/// How many trials a second the whole path takes when a trial itself costs nothing: journal, cluster, agent, trainer process, tracking. Afterwards it counts: every trial
/// exactly once, in the sweep and in the tracking store.
/// </summary>
public sealed class DispatchBench(Terminal terminal, CommandServices services)
{
    /// <returns>An exit code: 1 where a trial is missing, or ran twice.</returns>
    public async Task<int> RunAsync(int trials, int slots, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("experiments-bench-").FullName;
        try
        {
            var options = new OrchestratorOptions { DataFolder = folder, HttpPort = 0, ClusterPort = 0 };
            var orchestrator = await services.StartOrchestrator(options, cancellation);
            var node = await services.StartNode(new LocalNodeOptions(orchestrator.Join, folder, ["cpu"], slots), cancellation);
            try
            {
                using var client = new OrchestratorClient(orchestrator.Address);
                await TrainAsync(client, "warm-up", 200 * slots, first: trials, cancellation);
                return await MeasureAsync(client, trials, slots, node, cancellation);
            }
            finally
            {
                await node.StopAsync();
                await orchestrator.StopAsync();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<int> MeasureAsync(OrchestratorClient client, int trials, int slots, RunningNode node, CancellationToken cancellation)
    {
        using var self = Process.GetCurrentProcess();
        var processor = self.TotalProcessorTime;
        var sweep = await TrainAsync(client, "bench", trials, first: 0, cancellation);
        self.Refresh();
        var seconds = (sweep.EndedAt!.Value - sweep.SubmittedAt).TotalSeconds;
        Say($"dispatch {trials:N0} no-op trials on {slots} slots in {seconds:N1} s: {trials / seconds:N0} trials/s");
        Say($"orchestrator {(self.TotalProcessorTime - processor).TotalMilliseconds / trials:N2} CPU ms a trial (tracking server within), {self.WorkingSet64 / 1024 / 1024:N0} MiB");

        var more = 0;
        await foreach (var trial in client.AllTrialsAsync(sweep.Id, cancellation))
        {
            more += trial is { State: "finished", Attempt: 1 } ? 0 : 1;
        }

        // The agent sends in the background; its stop waits until everything is there.
        await node.StopAsync();
        var (runs, different) = await CountRunsAsync(sweep, cancellation);
        Say($"counted  {trials - more:N0} of {trials:N0} trials finished in their first attempt; {runs:N0} finished runs of {different:N0} different trials in the tracking store");
        return more == 0 && runs == trials && different == trials ? ExitCodes.Success : ExitCodes.TrialsFailed;
    }

    private static async Task<(int Runs, int Different)> CountRunsAsync(SweepDto sweep, CancellationToken cancellation)
    {
        using var tracking = new MlflowClient(MlflowConnection.Parse(sweep.Tracking.Uri));
        var filter = $"{SweepTags.ChildrenOf(sweep.Tracking.ParentRunId!)} and attributes.status = 'FINISHED'";
        var (runs, different) = (0, new HashSet<string>());
        await foreach (var run in tracking.SearchAllRunsAsync([sweep.Tracking.ExperimentId!], filter, cancellation: cancellation))
        {
            runs++;
            different.UnionWith(run.Data!.Tags!.Where(tag => tag.Key == SweepTags.Trial).Select(tag => tag.Value));
        }

        return (runs, different.Count);
    }

    // No two sweeps share a trial, or the second would be answered by the first.
    private static async Task<SweepDto> TrainAsync(OrchestratorClient client, string name, int trials, int first, CancellationToken cancellation)
    {
        var yaml = $$"""
            name: {{name}}
            experiment: noop
            parameters:
              index: { from: {{first}}, to: {{first + trials - 1}}, step: 1 }
              epochs: 1
            """;
        var submitted = await client.SubmitAsync(System.Text.Encoding.UTF8.GetBytes(yaml), fresh: false, cancellation);
        while (true)
        {
            var sweep = await client.SweepAsync(submitted.Submitted!.Id, cancellation);
            if (SweepStates.Ended(sweep.State))
            {
                return sweep;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation);
        }
    }

    private void Say(string line) => terminal.Out.WriteLine(line);
}
