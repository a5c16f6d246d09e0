using Shared.Mlflow;
using Xunit;

namespace Tests.EndToEnd;

public sealed class SystemMetricsTests
{
    [Fact]
    public async Task A_trials_run_is_told_what_the_machine_does_meanwhile()
    {
        await using var cluster = new LocalCluster();
        await cluster.StartOrchestratorAsync();
        using var node = NodeProcess.Start(cluster.Join, "measured", Path.Combine(cluster.DataFolder, "measured"), "--system-metrics", "0.3");
        var sweep = await cluster.EndAsync(await cluster.SubmitAsync("name: measured\nexperiment: noop\nparameters: { index: 1, epochs: 3, sleep_ms: 1000 }"));
        await node.LeaveAsync();

        using var tracking = cluster.Tracking();
        var run = Assert.Single((await tracking.SearchRunsAsync([sweep.Tracking.ExperimentId!], SweepTags.ChildrenOf(sweep.Tracking.ParentRunId!))).Runs!);
        var processor = await tracking.GetMetricHistoryAsync(run.Info.RunId, "system/cpu_utilization_percentage");
        Assert.True(processor.Count >= 3, $"{processor.Count} samples");
        Assert.All(processor, point => Assert.InRange(point.Value, 0, 100));
        Assert.Equal([1L, 2L, 3L], (await tracking.GetMetricHistoryAsync(run.Info.RunId, "train/value")).Select(point => point.Step));
        Assert.Contains(run.Data!.Metrics!, metric => metric.Key == "system/disk_available_megabytes");
    }
}
