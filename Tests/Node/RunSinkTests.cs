using GpuNode.Tracking;
using Shared.Mlflow;
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
    private readonly RunSink _sink = new(TimeProvider.System);
    private TrackingServer _server = null!;
    private SweepHeader _sweep = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TrackingServer.StartAsync();
        var experiment = await _server.Client.EnsureExperimentAsync("sink");
        var parent = await _server.Client.CreateRunAsync(experiment, DateTimeOffset.UnixEpoch);
        _sweep = new SweepHeader { Id = "some-1", Experiment = "noop", TrackingUri = _server.Address.AbsoluteUri, TrackingExperiment = experiment, ParentRun = parent.Info.RunId, Tags = { ["team"] = "vision" } };
    }

    public async ValueTask DisposeAsync()
    {
        await _sink.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Everything_told_is_there_before_the_terminal_status_is()
    {
        var file = _folder.File("picture.png");
        await File.WriteAllBytesAsync(file, [1, 2, 3]);
        var sent = false;

        var log = _sink.Begin(_sweep, Attempt(1));
        log.Row(Row(step: 1, loss: 0.5));
        log.Row(Row(step: 2, loss: 0.25));
        log.Artifact(file, "pictures/one.png");
        log.Settle("FINISHED", () => sent = true);
        Assert.Equal(0, await _sink.FlushAsync(Patience));

        var run = Assert.Single(await RunsAsync());
        Assert.True(sent);
        Assert.Equal(RunStatus.Finished, run.Info.Status);
        Assert.NotNull(run.Info.EndTime);
        Assert.Equal("0007 noise=0.5", run.Info.RunName);
        Assert.Contains(new MlflowTag("team", "vision"), run.Data!.Tags!);
        Assert.Contains(new RunParam("noise", "0.5"), run.Data.Params!);
        Assert.Equal([0.5, 0.25], (await _server.Client.GetMetricHistoryAsync(run.Info.RunId, "loss")).Select(point => point.Value));
        Assert.Equal(["pictures/one.png"], (await _server.Client.ListArtifactsAsync(run.Info.RunId, "pictures")).Select(entry => entry.Path));
    }

    [Fact]
    public async Task A_later_attempt_goes_on_in_the_same_run_and_what_it_tells_again_stands_there_once()
    {
        var first = _sink.Begin(_sweep, Attempt(1));
        first.Row(Row(step: 1, loss: 0.5));
        first.Settle("SCHEDULED", () => { });
        await _sink.FlushAsync(Patience);
        Assert.Equal(RunStatus.Scheduled, Assert.Single(await RunsAsync()).Info.Status);

        var second = _sink.Begin(_sweep, Attempt(2));
        second.Row(Row(step: 1, loss: 0.5));
        second.Row(Row(step: 2, loss: 0.25));
        second.Settle("FINISHED", () => { });
        await _sink.FlushAsync(Patience);

        var run = Assert.Single(await RunsAsync());
        Assert.Equal(RunStatus.Finished, run.Info.Status);
        Assert.Equal([1L, 2L], (await _server.Client.GetMetricHistoryAsync(run.Info.RunId, "loss")).Select(point => point.Step));
    }

    [Fact]
    public async Task A_trial_that_trains_on_goes_on_in_its_run_though_its_epochs_are_others_and_one_that_begins_anew_has_a_run_of_its_own()
    {
        await RecordAsync(Trained(1, "short", epochs: 2), step: 2);

        await RecordAsync(Trained(3, "long", epochs: 4, "short"), step: 4);
        await RecordAsync(Trained(4, "long", epochs: 4, "short"), step: 5);

        var run = Assert.Single(await RunsAsync());
        Assert.Equal([2L, 4L, 5L], (await _server.Client.GetMetricHistoryAsync(run.Info.RunId, "loss")).Select(point => point.Step));
        Assert.Equal("2", run.Data!.Params!.Single(param => param.Key == "epochs").Value);
        Assert.Equal(("long", "4"), (Tag(run, SweepTags.Key), Tag(run, SweepTags.TrainedTo)));

        await RecordAsync(Trained(6, "longer", epochs: 8), step: 1);
        Assert.Equal(2, (await RunsAsync()).Count);
    }

    [Fact]
    public async Task What_the_server_refuses_or_the_disk_has_lost_holds_up_nothing_else()
    {
        var nowhere = new SweepHeader(_sweep) { TrackingExperiment = "987654" };
        var (refused, sent) = (_sink.Begin(nowhere, Attempt(1)), 0);
        refused.Row(Row(step: 1, loss: 1));
        refused.Settle("FINISHED", () => sent++);

        var log = _sink.Begin(_sweep, Attempt(1));
        log.Artifact(_folder.File("gone.png"), "gone.png");
        log.Artifact(_folder.File("gone too.png"), "../outside.png");
        log.Row(Row(step: 1, loss: 0.5));
        log.Settle("FINISHED", () => sent++);

        Assert.Equal(0, await _sink.FlushAsync(Patience));
        Assert.Equal(2, sent);
        var run = Assert.Single(await RunsAsync());
        Assert.Equal(RunStatus.Finished, run.Info.Status);
        Assert.Single(await _server.Client.GetMetricHistoryAsync(run.Info.RunId, "loss"));
    }

    [Fact]
    public async Task A_trial_of_a_sweep_without_tracking_is_settled_at_once()
    {
        var sent = false;

        _sink.Begin(new SweepHeader { Id = "some-1" }, Attempt(1)).Settle("FINISHED", () => sent = true);

        Assert.True(sent);
        Assert.Equal(0, await _sink.FlushAsync(Patience));
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
        log.Settle("FINISHED", () => { });
        Assert.Equal(0, await _sink.FlushAsync(Patience));
    }

    private static MetricRow Row(long step, double loss) => new() { Step = step, TimestampMs = 1_000 * step, Metrics = { new Metric { Name = "loss", Value = loss } } };

    private async Task<IReadOnlyList<MlflowRun>> RunsAsync() =>
        (await _server.Client.SearchRunsAsync([_sweep.TrackingExperiment], SweepTags.ChildrenOf(_sweep.ParentRun))).Runs ?? [];
}
