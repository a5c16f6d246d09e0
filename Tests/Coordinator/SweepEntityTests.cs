using Akka.Actor;
using Akka.Hosting;
using Akka.Hosting.TestKit;
using Akka.TestKit;
using Microsoft.Extensions.Logging;
using Orchestrator.Checkpoints;
using Orchestrator.Coordinator;
using Orchestrator.Sweeps;
using Orchestrator.Tracking.Artifacts;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Coordinator;

/// <summary>The entity over a real (in-memory) journal, every message through the serializer.</summary>
public sealed class SweepEntityTests : TestKit
{
    private readonly OpenTracking _tracking = new();

    public SweepEntityTests()
        : base(logLevel: LogLevel.Warning)
    {
    }

    [Fact]
    public async Task A_submitted_sweep_assigns_what_its_quota_allows_and_goes_on_with_each_result()
    {
        var (sweep, node) = (Start(), CreateTestProbe());
        await SubmitAsync(sweep, trials: 3);

        sweep.Tell(Quota(node, slots: 2));
        var assigned = await node.ExpectMsgAsync<AssignTrials>();
        Assert.Equal([0, 1], assigned.Trials.Select(trial => trial.Index));
        Assert.Equal("parent", assigned.Sweep.ParentRun);

        sweep.Tell(Results(node, Some.Finished(0, attempt: 1)), node);
        var answers = new object[] { await node.ReceiveOneAsync(), await node.ReceiveOneAsync() };
        Assert.Equal([2], answers.OfType<AssignTrials>().Single().Trials.Select(trial => trial.Index));
        Assert.Equal("FINISHED", answers.OfType<ResultsAck>().Single().Results.Single().RunStatus);
    }

    [Fact]
    public async Task What_was_acknowledged_survives_a_restart_and_is_not_run_again()
    {
        var node = CreateTestProbe();
        var sweep = Start();
        await SubmitAsync(sweep, trials: 2);
        sweep.Tell(Quota(node, slots: 1));
        await node.ExpectMsgAsync<AssignTrials>();
        sweep.Tell(Results(node, Some.Finished(0, attempt: 1, objective: 0.125)), node);
        await node.FishForMessageAsync(message => message is ResultsAck);
        await KillAsync(sweep);

        sweep = Start();
        var view = await sweep.Ask<SweepView>(new GetSweep { Sweep = "some-1" }, TimeSpan.FromSeconds(5));

        Assert.Equal((1, 1, 0), (view.Finished, view.Leased, view.Pending));
        Assert.Equal(0.125, view.BestValue);
    }

    [Fact]
    public async Task What_is_set_while_it_runs_does_not_begin_its_throughput_anew()
    {
        var (sweep, _) = await FirstOfThreeFinishedAsync(slots: 1);

        var reply = await sweep.Ask<SweepReply>(new ControlSweep { Sweep = "some-1", Tune = new() { Priority = 3 } }, TimeSpan.FromSeconds(5));
        var view = await sweep.Ask<SweepView>(new GetSweep { Sweep = "some-1" }, TimeSpan.FromSeconds(5));

        Assert.True(reply.Accepted);
        Assert.True(view.TrialsPerSecond > 0);
    }

    [Fact]
    public async Task A_lease_that_no_node_reports_after_a_restart_is_given_to_another()
    {
        var (lost, other) = (CreateTestProbe(), CreateTestProbe());
        var sweep = Start();
        await SubmitAsync(sweep, trials: 1);
        sweep.Tell(Quota(lost, slots: 1));
        await lost.ExpectMsgAsync<AssignTrials>();
        await KillAsync(sweep);

        sweep = Start(adoptGrace: TimeSpan.FromMilliseconds(200));
        sweep.Tell(Quota(other, slots: 1, boot: "b"));
        var assigned = await other.ExpectMsgAsync<AssignTrials>(TimeSpan.FromSeconds(10));

        Assert.Equal(2, assigned.Trials.Single().Attempt);
    }

    [Fact]
    public async Task A_lease_that_its_node_reports_after_a_restart_is_kept()
    {
        var node = CreateTestProbe();
        var sweep = Start();
        await SubmitAsync(sweep, trials: 1);
        sweep.Tell(Quota(node, slots: 1));
        await node.ExpectMsgAsync<AssignTrials>();
        await KillAsync(sweep);

        sweep = Start(adoptGrace: TimeSpan.FromMilliseconds(200));
        sweep.Tell(Some.Report("a", (0, 1)));
        sweep.Tell(Quota(node, slots: 1));
        await node.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(600));

        var view = await sweep.Ask<SweepView>(new GetSweep { Sweep = "some-1" }, TimeSpan.FromSeconds(5));
        Assert.Equal(1, Assert.Single(view.Running).Trial.Attempt);
    }

    [Fact]
    public async Task A_node_that_had_its_trials_from_an_entity_elsewhere_hears_where_their_checkpoints_go_now()
    {
        using var folder = new TempFolder();
        using var checkpoints = new CheckpointStore(new FolderArtifactStore(folder.Path), new CheckpointSizes(folder.File("sizes")));
        var node = CreateTestProbe();
        var sweep = Start();
        await SubmitAsync(sweep, trials: 1);
        sweep.Tell(Quota(node, slots: 1));
        await node.ExpectMsgAsync<AssignTrials>();
        await KillAsync(sweep);

        sweep = Start(checkpoints: checkpoints, uri: "http://127.0.0.1:2/");
        var report = Some.Report("a", (0, 1));
        report.Path = node.Ref.Path.ToSerializationFormat();
        sweep.Tell(report);
        sweep.Tell(report);

        var told = await node.ExpectMsgAsync<AssignTrials>();
        Assert.Equal(("http://127.0.0.1:2/", 0), (told.Sweep.CheckpointUri, told.Trials.Count));
        await node.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task A_lost_nodes_trials_go_to_another_node_and_never_back_to_the_lost_one()
    {
        var (sweep, lost, other) = (Start(), CreateTestProbe(), CreateTestProbe());
        await SubmitAsync(sweep, trials: 1);
        sweep.Tell(Quota(lost, slots: 1));
        await lost.ExpectMsgAsync<AssignTrials>();

        sweep.Tell(new NodeLost { Sweep = "some-1", Boot = "a" });
        await lost.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));
        sweep.Tell(Quota(other, slots: 1, boot: "b"));

        Assert.Equal(2, (await other.ExpectMsgAsync<AssignTrials>()).Trials.Single().Attempt);
    }

    [Fact]
    public async Task A_cancelled_sweep_stops_its_trials_and_a_resumed_one_goes_on()
    {
        var (sweep, node) = (Start(), CreateTestProbe());
        await SubmitAsync(sweep, trials: 2);
        sweep.Tell(Quota(node, slots: 1));
        await node.ExpectMsgAsync<AssignTrials>();

        Assert.True((await sweep.Ask<SweepReply>(new CancelSweep { Sweep = "some-1" }, TimeSpan.FromSeconds(5))).Accepted);
        Assert.Equal(0, (await node.ExpectMsgAsync<StopTrials>()).Trials.Single().Index);
        sweep.Tell(Results(node, Some.Preempted(0, attempt: 1)), node);
        Assert.Equal("KILLED", (await node.ExpectMsgAsync<ResultsAck>()).Results.Single().RunStatus);
        await AwaitAssertAsync(() => Assert.Equal("KILLED", _tracking.Closed?.Status));

        Assert.True((await sweep.Ask<SweepReply>(new ResumeSweep { Sweep = "some-1" }, TimeSpan.FromSeconds(5))).Accepted);
        sweep.Tell(Quota(node, slots: 1));
        Assert.Equal((0, 2), (await node.ExpectMsgAsync<AssignTrials>()).Trials.Select(trial => (trial.Index, trial.Attempt)).Single());
    }

    [Fact]
    public async Task Submitted_again_under_other_terms_a_sweep_takes_them_over_and_keeps_its_trials()
    {
        var (sweep, node) = await FirstOfThreeFinishedAsync(slots: 3);

        var other = new SubmitSweep { Sweep = "some-1", Spec = Some.Spec(3, attempts: 1).ToJson(), Yaml = "name: some" };
        Assert.True((await sweep.Ask<SweepReply>(other, TimeSpan.FromSeconds(5))).Accepted);
        sweep.Tell(Results(node, Some.Failed(1, attempt: 1)), node);

        var ack = (ResultsAck)await node.FishForMessageAsync(message => message is ResultsAck);
        Assert.Equal("FAILED", ack.Results.Single().RunStatus);
        var view = await sweep.Ask<SweepView>(new GetSweep { Sweep = "some-1" }, TimeSpan.FromSeconds(5));
        Assert.Equal((1, 1, 1), (view.Finished, view.Failed, view.Leased));
    }

    [Fact]
    public async Task A_tracking_server_that_does_not_answer_holds_the_sweep_and_is_named()
    {
        _tracking.Trouble = "connection refused";
        var (sweep, node) = (Start(), CreateTestProbe());
        await SubmitAsync(sweep, trials: 1);
        sweep.Tell(Quota(node, slots: 1));

        await AwaitAssertAsync(async () =>
            Assert.Contains("connection refused", (await sweep.Ask<SweepView>(new GetSweep { Sweep = "some-1" }, TimeSpan.FromSeconds(5))).Waits, StringComparison.Ordinal));
        await node.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));

        _tracking.Trouble = null;
        await node.ExpectMsgAsync<AssignTrials>(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_command_to_a_sweep_that_does_not_exist_is_refused_with_the_reason()
    {
        var reply = await Start().Ask<SweepReply>(new CancelSweep { Sweep = "nothing" }, TimeSpan.FromSeconds(5));

        Assert.False(reply.Accepted);
        Assert.Contains("no sweep", reply.Reason, StringComparison.Ordinal);
    }

    protected override void ConfigureAkka(AkkaConfigurationBuilder builder, IServiceProvider provider) => builder.AddHocon(
        """
        akka.actor {
          serialize-messages = on
          serializers.wire = "Shared.Wire.WireSerializer, Shared"
          serialization-bindings { "Google.Protobuf.IMessage, Google.Protobuf" = wire }
        }
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        """,
        HoconAddMode.Prepend);

    private async Task<(IActorRef Sweep, TestProbe Node)> FirstOfThreeFinishedAsync(int slots)
    {
        var (sweep, node) = (Start(), CreateTestProbe());
        await SubmitAsync(sweep, trials: 3);
        sweep.Tell(Quota(node, slots));
        await node.ExpectMsgAsync<AssignTrials>();
        sweep.Tell(Results(node, Some.Finished(0, attempt: 1)), node);
        await node.FishForMessageAsync(message => message is ResultsAck);
        return (sweep, node);
    }

    private static async Task SubmitAsync(IActorRef sweep, int trials)
    {
        var submit = new SubmitSweep { Sweep = "some-1", Spec = Some.Spec(trials).ToJson(), Yaml = "name: some" };
        Assert.True((await sweep.Ask<SweepReply>(submit, TimeSpan.FromSeconds(5))).Accepted);
    }

    private static SetQuota Quota(ICanTell node, int slots, string boot = "a") =>
        new() { Sweep = "some-1", Boot = boot, Agent = "agent-" + boot, Path = ((IActorRef)node).Path.ToSerializationFormat(), Slots = slots };

    private static TrialResults Results(ICanTell node, params TrialResult[] results) =>
        new() { Sweep = "some-1", Boot = "a", Agent = "agent-a", Path = ((IActorRef)node).Path.ToSerializationFormat(), Results = { results } };

    private IActorRef Start(TimeSpan? adoptGrace = null, CheckpointStore? checkpoints = null, string uri = "http://127.0.0.1:1/")
    {
        var services = new SweepServices(TimeProvider.System, CreateTestProbe().Ref, _tracking, uri)
        {
            Checkpoints = checkpoints,
            DemandDelay = TimeSpan.FromMilliseconds(10),
            TrackingRetry = TimeSpan.FromMilliseconds(100),
            AdoptGrace = adoptGrace ?? TimeSpan.FromSeconds(20),
        };
        return Sys.ActorOf(Props.Create(() => new SweepEntity("some-1", services)));
    }

    private async Task KillAsync(IActorRef sweep)
    {
        var watcher = CreateTestProbe();
        await watcher.WatchAsync(sweep);
        sweep.Tell(PoisonPill.Instance);
        await watcher.ExpectTerminatedAsync(sweep);
    }

    /// <summary>Answers at once, unless it is told to have trouble.</summary>
    private sealed class OpenTracking : ISweepTracking
    {
        public string? Trouble { get; set; }

        public SweepSummary? Closed { get; private set; }

        public Task<TrackingOpened> OpenAsync(SweepSubmitted submitted, SweepSpec spec, long submittedMs) => Trouble is null
            ? Task.FromResult(new TrackingOpened { Experiment = "1", ParentRun = "parent" })
            : Task.FromException<TrackingOpened>(new IOException(Trouble));

        public Task CloseAsync(SweepSummary summary)
        {
            Closed = summary;
            return Task.CompletedTask;
        }

        public Task ReopenAsync(SweepSummary summary) => Task.CompletedTask;
    }
}
