using System.Net;
using Orchestrator.CommandLine;
using Tests.CommandLine;
using Xunit;

namespace Tests.EndToEnd;

/// <summary>What those who run an orchestrator ask it, and its backup, with processes as they would be.</summary>
public sealed class OperationsTests
{
    private const string Sweep = """
        name: measured
        experiment: noop
        parameters: { epochs: 40, sleep_ms: 50, index: { from: 1, to: 16, step: 1 } }
        """;

    [Fact]
    public async Task Metrics_and_readiness_are_told_of_a_running_sweep()
    {
        await using var place = new ServedPlace();
        await place.ServeAsync("first");
        place.StartNode("node-a", slots: 2);
        var id = await place.SubmitAsync(Sweep);
        await place.UntilAsync(id, sweep => sweep.Trials.Finished > 0);
        // The load, and with it the outbox, is measured every five seconds; and for a moment between two trials a slot is free.
        var metrics = await place.MetricsAsync(text => new[] { "experiments_node_outbox_size_bytes{node=\"node-a\"}", "experiments_trials{state=\"running\"} 2", "experiments_node_slots_used{node=\"node-a\"} 2" }
            .All(line => text.Contains(line, StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.OK, (await place.GetAsync("ready")).StatusCode);
        Assert.Contains("experiments_sweeps{state=\"running\"} 1", metrics, StringComparison.Ordinal);
        Assert.Matches(@"experiments_queue_length(\{\})? [1-9]", metrics);
        Assert.Contains("experiments_nodes{state=\"working\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("experiments_node_slots{node=\"node-a\"} 2", metrics, StringComparison.Ordinal);
        Assert.Contains("experiments_node_outbox_rows{node=\"node-a\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("experiments_node_outbox_age_seconds{node=\"node-a\"}", metrics, StringComparison.Ordinal);
        Assert.Matches(@"experiments_journal_write_duration_seconds_count(\{\})? [1-9]", metrics);
        Assert.Matches(@"experiments_tracking_write_duration_seconds_count(\{\})? [1-9]", metrics);
        Assert.Matches("experiments_attempts_total{outcome=\"finished\"} [1-9]", metrics);
        Assert.Contains("http_server_request_duration_seconds_bucket", metrics, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_cpu_time_seconds_total", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_a_running_sweep_is_restored_elsewhere_and_every_trial_ends_exactly_once()
    {
        await using var place = new ServedPlace();
        await place.ServeAsync("first");
        place.StartNode("node-a", slots: 2);
        var id = await place.SubmitAsync(Sweep);
        await place.UntilAsync(id, sweep => sweep.Trials.Finished >= 2 && sweep.Running.Count > 0);

        var backup = await CommandRun.OfAsync(["backup", "--data", place.Folder("first"), "--to", place.File("backup.tar.gz")]);
        Assert.Equal(0, backup.Code);
        await place.KillAllAsync();
        var restored = await CommandRun.OfAsync(["restore", place.File("backup.tar.gz"), "--data", place.Folder("second")]);
        Assert.Equal(0, restored.Code);
        await place.ServeAsync("second");
        // The node that trained them is gone, with what it had not sent when the backup was taken: that a run is over may have been among it.
        var before = (await place.UntilAsync(id, _ => true)).Trials.Finished;
        place.StartNode("node-b", slots: 2);

        var ended = await place.UntilAsync(id, sweep => SweepStates.Ended(sweep.State));
        Assert.Equal((16, 16, 0), (ended.Trials.Total, ended.Trials.Finished, ended.Trials.Failed));
        await place.OneFinishedRunATrialAsync(id, 16, unsent: before);
        Assert.Contains("not empty", (await CommandRun.OfAsync(["restore", place.File("backup.tar.gz"), "--data", place.Folder("second")])).Error, StringComparison.Ordinal);
    }
}
