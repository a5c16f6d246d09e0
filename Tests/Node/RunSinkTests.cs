using GpuNode;
using GpuNode.Outboxes;
using GpuNode.Tracking;
using Orchestrator.Access;
using Shared.Mlflow;
using Shared.Security;
using Shared.Trials;
using Shared.Wire;
using Tests.Support;
using Tests.Tracking;
using Xunit;

namespace Tests.Node;

/// <summary>The sink against the real tracking server.</summary>
public sealed class RunSinkTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TempFolder _folder = new();
    private readonly List<(string, int)> _cleaned = [];
    private Outbox _outbox = null!;
    private RunSink _sink = null!;
    private TrackingServer _server = null!;
    private SweepHeader _sweep = null!;

    public async ValueTask InitializeAsync()
    {
        StartSink();
        _server = await TrackingServer.StartAsync();
        var experiment = await _server.Client.EnsureExperimentAsync("sink");
        var parent = await _server.Client.CreateRunAsync(experiment, DateTimeOffset.UnixEpoch);
        _sweep = new SweepHeader { Id = "some-1", Experiment = "noop", TrackingUri = _server.Address.AbsoluteUri, TrackingExperiment = experiment, ParentRun = parent.Info.RunId, Tags = { ["team"] = "vision" } };
    }

    public async ValueTask DisposeAsync()
    {
        await StopSinkAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Everything_told_is_there_before_the_terminal_status_is()
    {
        var file = _folder.File("picture.png");
        await File.WriteAllBytesAsync(file, [1, 2, 3]);
        var log = _sink.Begin(_sweep, Attempt(1));
        log.Row(Row(step: 1, loss: 0.5));
        log.Row(Row(step: 2, loss: 0.25));
        log.Artifact(file, "pictures/one.png");
        log.Settle("FINISHED", clean: true);
        Assert.Equal(0, await _sink.FlushAsync(Patience));

        var run = Assert.Single(await RunsAsync());
        Assert.Equal([("some-1", 7)], _cleaned);
        Assert.Equal(RunStatus.Finished, run.Info.Status);
        Assert.NotNull(run.Info.EndTime);
        Assert.Equal("0007 noise=0.5", run.Info.RunName);
        Assert.Contains(new MlflowTag("team", "vision"), run.Data!.Tags!);
        Assert.Contains(new RunParam("noise", "0.5"), run.Data.Params!);
        Assert.Equal([0.5, 0.25], (await _server.Client.GetMetricHistoryAsync(run.Info.RunId, "train/loss")).Select(point => point.Value));
        Assert.Equal(["pictures/one.png"], (await _server.Client.ListArtifactsAsync(run.Info.RunId, "pictures")).Select(entry => entry.Path));
    }

    [Fact]
    public async Task A_later_attempt_goes_on_in_the_same_run_and_what_it_tells_again_stands_there_once()
    {
        var first = _sink.Begin(_sweep, Attempt(1));
        first.Row(Row(step: 1, loss: 0.5));
        first.Settle("SCHEDULED", clean: false);
        await _sink.FlushAsync(Patience);
        Assert.Equal(RunStatus.Scheduled, Assert.Single(await RunsAsync()).Info.Status);

        var second = _sink.Begin(_sweep, Attempt(2));
        second.Row(Row(step: 1, loss: 0.5));
        second.Row(Row(step: 2, loss: 0.25));
        second.Settle("FINISHED", clean: true);
        await _sink.FlushAsync(Patience);

        var run = Assert.Single(await RunsAsync());
        Assert.Equal(RunStatus.Finished, run.Info.Status);
        Assert.Equal([1L, 2L], (await _server.Client.GetMetricHistoryAsync(run.Info.RunId, "train/loss")).Select(point => point.Step));
    }

    [Fact]
    public async Task A_trial_that_trains_on_goes_on_in_its_run_though_its_epochs_are_others_and_one_that_begins_anew_has_a_run_of_its_own()
    {
        await RecordAsync(Trained(1, "short", epochs: 2), step: 2);

        await RecordAsync(Trained(3, "long", epochs: 4, "short"), step: 4);
        await RecordAsync(Trained(4, "long", epochs: 4, "short"), step: 5);

        var run = Assert.Single(await RunsAsync());
        Assert.Equal([2L, 4L, 5L], (await _server.Client.GetMetricHistoryAsync(run.Info.RunId, "train/loss")).Select(point => point.Step));
        Assert.Equal("2", run.Data!.Params!.Single(param => param.Key == "epochs").Value);
        Assert.Equal(("long", "4"), (Tag(run, SweepTags.Key), Tag(run, SweepTags.TrainedTo)));

        await RecordAsync(Trained(6, "longer", epochs: 8), step: 1);
        Assert.Equal(2, (await RunsAsync()).Count);
    }

    [Fact]
    public async Task What_the_server_refuses_or_the_disk_has_lost_holds_up_nothing_else()
    {
        var nowhere = new SweepHeader(_sweep) { TrackingExperiment = "987654" };
        var refused = _sink.Begin(nowhere, Attempt(1));
        refused.Row(Row(step: 1, loss: 1));
        refused.Settle("FINISHED", clean: true);

        var log = _sink.Begin(_sweep, Attempt(1));
        log.Artifact(_folder.File("gone.png"), "gone.png");
        log.Artifact(_folder.File("gone too.png"), "../outside.png");
        log.Row(Row(step: 1, loss: 0.5));
        log.Settle("FINISHED", clean: true);

        Assert.Equal(0, await _sink.FlushAsync(Patience));
        Assert.Equal(2, _cleaned.Count);
        var run = Assert.Single(await RunsAsync());
        Assert.Equal(RunStatus.Finished, run.Info.Status);
        Assert.Single(await _server.Client.GetMetricHistoryAsync(run.Info.RunId, "train/loss"));
    }

    [Fact]
    public async Task A_trial_of_a_sweep_without_tracking_is_done_with_when_it_is_settled()
    {
        var log = _sink.Begin(new SweepHeader { Id = "some-1" }, Attempt(1));
        log.Row(Row(step: 1, loss: 1));
        log.Settle("FINISHED", clean: true);

        Assert.Equal(0, await _sink.FlushAsync(Patience));
        Assert.Equal([("some-1", 7)], _cleaned);
    }

    [Fact]
    public async Task What_ten_thousand_rows_a_second_told_while_the_server_was_down_is_all_there_once_when_it_is_up_again()
    {
        const int rows = 30_000;
        var (folder, address) = (_server.Folder, _server.Address);
        await _server.StopAsync();
        var log = _sink.Begin(_sweep, Attempt(1));
        var started = TimeProvider.System.GetTimestamp();
        for (var step = 1; step <= rows; step++)
        {
            log.Row(Row(step, 1.0 / step));
        }

        var told = TimeProvider.System.GetElapsedTime(started);
        await log.Ended(new TrialResult { Index = 7, Attempt = 1, Outcome = Outcome.Finished });
        var kept = TimeProvider.System.GetElapsedTime(started);
        log.Settle("FINISHED", clean: true);
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"{rows} rows told in {told.TotalMilliseconds:F0} ms, on the disk after {kept.TotalMilliseconds:F0} ms: {rows / kept.TotalSeconds:F0} rows a second, {_outbox.Bytes} bytes");

        _server = await TrackingServer.StartAsync(folder, address);
        started = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await _sink.FlushAsync(TimeSpan.FromMinutes(2)));
        output.WriteLine($"sent in {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:F0} ms");

        var run = Assert.Single(await RunsAsync());
        Assert.Equal(RunStatus.Finished, run.Info.Status);
        Assert.Equal(Enumerable.Range(1, rows).Select(step => (long)step), (await _server.Client.GetMetricHistoryAsync(run.Info.RunId, "train/loss")).Select(point => point.Step));
    }

    [Fact]
    public async Task An_agent_that_died_before_its_queue_was_empty_goes_on_sending_in_its_next_life()
    {
        var (folder, address) = (_server.Folder, _server.Address);
        await _server.StopAsync();
        var file = _folder.File("picture.png");
        await File.WriteAllBytesAsync(file, [1, 2, 3]);
        var settled = _sink.Begin(_sweep, Attempt(1));
        settled.Row(Row(step: 1, loss: 0.5));
        settled.Artifact(file, "pictures/one.png");
        await settled.Ended(new TrialResult { Index = 7, Attempt = 1, Outcome = Outcome.Finished });
        settled.Settle("FINISHED", clean: true);
        var unacknowledged = _sink.Begin(_sweep, new Assignment(Attempt(1)) { Index = 8 });
        unacknowledged.Row(Row(step: 1, loss: 0.25));
        await unacknowledged.Ended(new TrialResult { Index = 8, Attempt = 1, Outcome = Outcome.Finished, Objective = 0.25 });
        var running = _sink.Begin(_sweep, new Assignment(Attempt(1)) { Index = 9 });
        running.Row(Row(step: 1, loss: 0.125));
        await StopSinkAsync();

        _server = await TrackingServer.StartAsync(folder, address);
        StartSink();
        var (again, run) = Assert.Single(_sink.Resume());
        Assert.Equal((8, 0.25), (again.Begun.Assignment.Index, again.Result!.Objective));
        run.Settle("FINISHED", clean: true);
        Assert.Equal(0, await _sink.FlushAsync(Patience));

        var runs = (await RunsAsync()).OrderBy(run => run.Info.RunName, StringComparer.Ordinal).ToList();
        Assert.Equal([RunStatus.Finished, RunStatus.Finished, RunStatus.Running], runs.Select(run => run.Info.Status));
        Assert.Equal([0.5, 0.25, 0.125], runs.Select(run => run.Data!.Metrics!.Single().Value));
        Assert.Equal(["pictures/one.png"], (await _server.Client.ListArtifactsAsync(runs[0].Info.RunId, "pictures")).Select(entry => entry.Path));
        await StopSinkAsync();
        StartSink();
        Assert.Empty(_outbox.Left);
    }

    [Fact]
    public async Task What_an_earlier_attempt_says_late_does_not_overwrite_what_a_later_one_has_written()
    {
        var early = _sink.Begin(_sweep, Attempt(1));
        early.Row(Row(step: 1, loss: 0.5));
        await UntilAsync(async () => (await RunsAsync()).Count == 1);
        var late = _sink.Begin(_sweep, Attempt(2));
        late.Row(Row(step: 2, loss: 0.25));
        late.Settle("FINISHED", clean: true);
        await _sink.FlushAsync(Patience);

        early.Settle("SCHEDULED", clean: false);
        await _sink.FlushAsync(Patience);

        Assert.Equal(RunStatus.Finished, Assert.Single(await RunsAsync()).Info.Status);
    }

    [Fact]
    public async Task A_run_says_that_its_trial_was_preempted_and_later_that_it_was_finished_all_the_same()
    {
        var first = _sink.Begin(_sweep, Attempt(1));
        await first.Ended(new TrialResult { Index = 7, Attempt = 1, Outcome = Outcome.Preempted });
        first.Settle("SCHEDULED", clean: false);
        Assert.Equal(0, await _sink.FlushAsync(Patience));
        Assert.Equal("preempted", Tag(Assert.Single(await RunsAsync()), SweepTags.Outcome));

        var second = _sink.Begin(_sweep, Attempt(2));
        await second.Ended(new TrialResult { Index = 7, Attempt = 2, Outcome = Outcome.Finished });
        second.Settle("FINISHED", clean: true);
        Assert.Equal(0, await _sink.FlushAsync(Patience));
        Assert.Equal("finished", Tag(Assert.Single(await RunsAsync()), SweepTags.Outcome));
    }

    [Fact]
    public async Task A_trial_that_begins_from_scratch_elsewhere_adds_only_the_steps_that_its_run_does_not_have()
    {
        var first = _sink.Begin(_sweep, Attempt(1));
        first.Row(Row(step: 1, loss: 0.5));
        first.Settle("SCHEDULED", clean: false);
        await _sink.FlushAsync(Patience);

        var second = _sink.Begin(_sweep, Attempt(2));
        second.Row(new MetricRow(Row(step: 1, loss: 0.5)) { TimestampMs = 77_000 });
        second.Row(new MetricRow(Row(step: 2, loss: 0.25)) { TimestampMs = 78_000 });
        second.Settle("FINISHED", clean: true);
        await _sink.FlushAsync(Patience);

        var history = await _server.Client.GetMetricHistoryAsync(Assert.Single(await RunsAsync()).Info.RunId, "train/loss");
        Assert.Equal([(1L, 1_000L), (2L, 78_000L)], history.Select(point => (point.Step, point.Timestamp)));
    }

    [Fact]
    public async Task An_attempt_that_was_superseded_while_it_waited_for_the_server_says_nothing_more_but_sends_the_pictures_that_are_missing()
    {
        var (folder, address) = (_server.Folder, _server.Address);
        await _server.StopAsync();
        var early = _sink.Begin(_sweep, Attempt(1));
        early.Row(Row(step: 1, loss: 0.5));
        early.Artifact(Written("early.png", 1), "pictures/reconstruction/epoch-00001.png");
        early.Artifact(Written("last.png", 1), "pictures/reconstruction.png");
        await early.Ended(new TrialResult { Index = 7, Attempt = 1, Outcome = Outcome.Finished });
        await StopSinkAsync();

        _server = await TrackingServer.StartAsync(folder, address);
        await using (var elsewhere = Outbox.Open(new OutboxOptions(_folder.File("elsewhere")), TimeProvider.System))
        await using (var other = new RunSink(elsewhere, TimeProvider.System, (_, _) => { }))
        {
            var late = other.Begin(_sweep, Attempt(2));
            late.Row(new MetricRow(Row(step: 1, loss: 0.5)) { TimestampMs = 77_000 });
            late.Artifact(Written("later.png", 2), "pictures/reconstruction.png");
            late.Settle("FINISHED", clean: true);
            await other.FlushAsync(Patience);
        }

        StartSink();
        Assert.Single(_sink.Resume()).Run.Settle("", clean: false);
        Assert.Equal(0, await _sink.FlushAsync(Patience));

        var run = Assert.Single(await RunsAsync());
        Assert.Equal(RunStatus.Finished, run.Info.Status);
        Assert.Equal([77_000L], (await _server.Client.GetMetricHistoryAsync(run.Info.RunId, "train/loss")).Select(point => point.Timestamp));
        Assert.Equal("1", Tag(run, SweepTags.Superseded));
        Assert.Equal(1, await ByteAsync(run, "pictures/reconstruction/epoch-00001.png"));
        Assert.Equal(2, await ByteAsync(run, "pictures/reconstruction.png"));
    }

    [Theory]
    [InlineData(1, null, 0.5)]
    [InlineData(4, null, 4)]
    [InlineData(40, null, 15)]
    [InlineData(1, 60, 60)]
    [InlineData(40, 1, 15)]
    [InlineData(1, 86_400, 600)]
    public void A_server_that_asks_to_be_left_alone_is(int failures, int? asked, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SendPause.After(failures, asked is { } wanted ? TimeSpan.FromSeconds(wanted) : null));

    [Fact]
    public async Task What_a_server_refuses_for_want_of_a_known_token_is_kept_until_it_is_known()
    {
        var (users, token) = (_folder.File("users"), UsersFile.AddToken(_folder.File("other"), "gpu", Role.Node));
        UsersFile.AddToken(users, "ada", Role.Admin);
        await using var guarded = await TrackingServer.StartAsync(access: new() { UsersFile = users });
        await using var outbox = Outbox.Open(new OutboxOptions(_folder.File("guarded")), TimeProvider.System);
        await using var sink = new RunSink(outbox, TimeProvider.System, (_, _) => { }, credentials: new AgentCredentials(null, new OrchestratorAccess(token, null)));
        var log = sink.Begin(new SweepHeader(_sweep) { TrackingUri = guarded.Address.AbsoluteUri, CheckpointUri = guarded.Address.AbsoluteUri, TrackingExperiment = "0" }, Attempt(1));
        log.Row(Row(step: 1, loss: 0.5));
        log.Settle("FINISHED", clean: true);
        Assert.Equal(1, await sink.FlushAsync(TimeSpan.FromSeconds(1)));

        await File.AppendAllLinesAsync(users, File.ReadAllLines(_folder.File("other")).Where(line => line.StartsWith("gpu:", StringComparison.Ordinal)));

        Assert.Equal(0, await sink.FlushAsync(Patience));
        using var reader = new MlflowClient(MlflowConnection.Own(guarded.Address.AbsoluteUri, new OrchestratorAccess(token, null)));
        var run = Assert.Single((await reader.SearchRunsAsync(["0"])).Runs!);
        Assert.Equal([0.5], (await reader.GetMetricHistoryAsync(run.Info.RunId, "train/loss")).Select(point => point.Value));
    }

    private void StartSink()
    {
        _outbox = Outbox.Open(new OutboxOptions(_folder.File("outbox")), TimeProvider.System);
        _sink = new RunSink(_outbox, TimeProvider.System, (sweep, trial) => _cleaned.Add((sweep.Id, trial.Index)));
    }

    private async Task StopSinkAsync()
    {
        await _sink.DisposeAsync();
        await _outbox.DisposeAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> wanted)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await wanted())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "waited in vain");
        }
    }

    private string Written(string name, byte content)
    {
        File.WriteAllBytes(_folder.File(name), [content]);
        return _folder.File(name);
    }

    private async Task<int> ByteAsync(MlflowRun run, string artifact)
    {
        using var content = new MemoryStream();
        await _server.Client.DownloadArtifactAsync(run.Info.ArtifactUri!, artifact, content);
        return Assert.Single(content.ToArray());
    }

    private static Assignment Attempt(int attempt) =>
        new() { Index = 7, Attempt = attempt, Key = "key", Seed = 1, Axes = { "noise" }, Parameters = { ["noise"] = ParameterValue.Of(0.5).ToWire() } };

    private static Assignment Trained(int attempt, string key, long epochs, params string[] shorter) =>
        new(Attempt(attempt)) { Key = key, Parameters = { ["epochs"] = ParameterValue.Of(epochs).ToWire() }, Shorter = { shorter } };

    private static string Tag(MlflowRun run, string name) => run.Data!.Tags!.Single(tag => tag.Key == name).Value;

    private async Task RecordAsync(Assignment assignment, long step)
    {
        var log = _sink.Begin(_sweep, assignment);
        log.Row(Row(step, loss: 0.5));
        log.Settle("FINISHED", clean: true);
        Assert.Equal(0, await _sink.FlushAsync(Patience));
    }

    private static MetricRow Row(long step, double loss) => new() { Step = step, TimestampMs = 1_000 * step, Metrics = { new Metric { Name = "loss", Value = loss } } };

    private async Task<IReadOnlyList<MlflowRun>> RunsAsync() =>
        (await _server.Client.SearchRunsAsync([_sweep.TrackingExperiment], SweepTags.ChildrenOf(_sweep.ParentRun))).Runs ?? [];
}
