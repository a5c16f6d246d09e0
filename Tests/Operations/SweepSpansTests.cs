using System.Diagnostics;
using Orchestrator.Coordinator;
using Orchestrator.Operations;
using Shared.Hosting;
using Shared.Wire;
using Tests.Support;
using Xunit;

namespace Tests.Operations;

/// <summary>A sweep told as a trace.</summary>
public sealed class SweepSpansTests : IDisposable
{
    private const long Start = 1_800_000_000_000;

    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;
    private readonly SweepState _state = Some.Sweep(trials: 1);
    private readonly SweepSpans _spans = new();

    public SweepSpansTests()
    {
        // Others' sweeps may be under way in this process; theirs have other ids.
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == Trace)
                {
                    _ended.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private ActivityTraceId Trace => Tracing.TraceOf(_state.Submitted!.Sweep);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Attempts_are_children_of_their_trial_and_the_trial_of_its_sweep_in_a_trace_that_follows_from_the_sweeps_id()
    {
        Store(1, new SweepEvent { Assigned = new TrialsAssigned { Boot = "b", Agent = "node-a", Path = "p", Index = { 0 }, Attempt = { 1 } } });
        var parent = _spans.ParentOf(0);
        Store(2, new SweepEvent { Failed = new TrialFailed { Index = 0, Attempt = 1, Reason = "boom", NotBeforeMs = Start, Slot = "cpu/0" } });
        Store(3, new SweepEvent { Assigned = new TrialsAssigned { Boot = "b", Agent = "node-a", Path = "p", Index = { 0 }, Attempt = { 2 } } });
        Store(5, new SweepEvent { Finished = new TrialFinished { Index = 0, Attempt = 2, Seconds = 2, Slot = "cpu/0" } });
        Store(6, new SweepEvent { Closed = new TrackingClosed() });

        Assert.Equal((_ended[0].Id, null), (parent, _spans.ParentOf(0)));
        Assert.Equal(["attempt", "attempt", "trial", "sweep"], _ended.Select(span => span.OperationName));
        var (sweep, trial) = (_ended[3], _ended[2]);
        Assert.All(_ended[..2], attempt => Assert.Equal(trial.SpanId, attempt.ParentSpanId));
        Assert.Equal((sweep.SpanId, default(ActivitySpanId)), (trial.ParentSpanId, sweep.ParentSpanId));
        Assert.Equal([1, 2, 4], new[] { _ended[0], _ended[1], trial }.Select(span => span.Duration.TotalSeconds));
        Assert.Equal((ActivityStatusCode.Error, "boom"), (_ended[0].Status, _ended[0].StatusDescription));
        Assert.Equal(("node-a", "cpu/0"), (_ended[1].GetTagItem("experiments.node"), _ended[1].GetTagItem("experiments.slot")));
    }

    private void Store(int second, SweepEvent change)
    {
        var entry = new SweepEntry { AtMs = Start + (1_000L * second), Events = { change } };
        _state.Apply(change, entry.AtMs);
        _spans.Stored(_state, entry);
    }
}
