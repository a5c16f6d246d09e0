using Orchestrator.Coordinator;
using Orchestrator.Sweeps;
using Shared.Catalogues;
using Shared.Trials;
using Shared.Wire;

namespace Tests.Support;

internal static partial class Some
{
    /// <summary>A checked no-op sweep of so many trials.</summary>
    public static SweepSpec Spec(int trials, int attempts = 3, int maxParallel = 0, double backoffSeconds = 1, int epochs = 0) => new()
    {
        Name = "some",
        Experiment = "noop",
        ExperimentVersion = "1",
        Dataset = new DatasetSpec("", new Dictionary<string, ParameterValue>()),
        Axes =
        [
            new Axis("index", [.. Enumerable.Range(0, trials).Select(i => ParameterValue.Of((long)i))], ParameterValue.Of(0L)),
            .. epochs == 0 ? [] : new[] { new Axis("epochs", [ParameterValue.Of((long)epochs)], ParameterValue.Of(1L)) },
        ],
        Objective = new Objective("value", MetricGoal.Minimize),
        Resources = new Resources { MaxParallel = maxParallel },
        Retry = new RetryPolicy { Attempts = attempts, Backoff = TimeSpan.FromSeconds(backoffSeconds) },
        Tracking = new TrackingSpec("some", new Dictionary<string, string>()),
    };

    /// <summary>What messages are made with where nothing is kept and nobody listens.</summary>
    public static SweepServices Services { get; } = new(TimeProvider.System, Akka.Actor.ActorRefs.Nobody, null!, "http://own/");

    /// <summary>A submitted sweep whose parent run is open.</summary>
    public static SweepState Sweep(int trials, int attempts = 3, int maxParallel = 0, int epochs = 0)
    {
        var state = new SweepState();
        state.Apply(new SweepEvent { Submitted = new SweepSubmitted { Sweep = "some-1", Spec = Spec(trials, attempts, maxParallel, epochs: epochs).ToJson(), Trials = trials } }, 1_000);
        state.Apply(new SweepEvent { Tracking = new TrackingOpened { Experiment = "1", ParentRun = "parent" } }, 1_000);
        return state;
    }

    public static Quota Quota(string boot, int slots) => new(boot, "agent-" + boot, "akka://node-" + boot, slots);

    public static TrialResult Finished(int index, int attempt, double objective = 0.5) =>
        new() { Index = index, Attempt = attempt, Outcome = Outcome.Finished, Objective = objective, HasObjective = true, Seconds = 2 };

    public static TrialResult Failed(int index, int attempt) => new() { Index = index, Attempt = attempt, Outcome = Outcome.Failed, Reason = "boom", Seconds = 1 };

    public static TrialResult Preempted(int index, int attempt) => new() { Index = index, Attempt = attempt, Outcome = Outcome.Preempted, Reason = "drained" };

    public static NodeReported Report(string boot, params (int Index, int Attempt)[] running) => new()
    {
        Sweep = "some-1",
        Boot = boot,
        Agent = "agent-" + boot,
        Path = "akka://node-" + boot,
        Running = { running.Select(trial => new RunningTrial { Trial = new TrialRef { Sweep = "some-1", Index = trial.Index, Attempt = trial.Attempt } }) },
    };
}
