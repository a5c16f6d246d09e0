namespace Shared.Mlflow;

/// <summary>Tags by which the runs of a sweep are found again, whoever made them.</summary>
public static class SweepTags
{
    /// <summary>On every run of a sweep: the sweep's id.</summary>
    public const string Sweep = "experiments.sweep";

    /// <summary>On a trial's run: its index in the grid.</summary>
    public const string Trial = "experiments.trial";

    /// <summary>On a trial's run: hash of all that decides its result.</summary>
    public const string Key = "experiments.key";

    /// <summary>On a trial's run: the newest attempt that writes to it.</summary>
    public const string Attempt = "experiments.attempt";

    /// <summary>On a trial's run that went on after something else than its end: how its newest attempt ended, <c>preempted</c>, <c>failed</c> or <c>finished</c>. MLflow's statuses don't tell.</summary>
    public const string Outcome = "experiments.outcome";

    /// <summary>On a trial's run: the newest attempt that had something to say after a later one had begun.</summary>
    public const string Superseded = "experiments.superseded";

    /// <summary>On a trial's run: how many metric rows are missing, for the agent's outbox was full.</summary>
    public const string RowsDropped = "experiments.rows_dropped";

    /// <summary>On the run of a trial that trained on after it had finished: to how many epochs. Its parameter keeps the first number, since MLflow's never change.</summary>
    public const string TrainedTo = "experiments.trained_to";

    /// <summary>On the run of a trial that starts from another's weights: the other's sweep, index and key. The sweep stands on the parent run, too.</summary>
    public const string StartSweep = "experiments.start.sweep";

    public const string StartTrial = "experiments.start.trial";

    public const string StartKey = "experiments.start.key";

    /// <summary>On the run of a trial that was answered by another with the same key: the other's sweep, index and run, which holds pictures and weights.</summary>
    public const string ReusedSweep = "experiments.reused.sweep";

    public const string ReusedTrial = "experiments.reused.trial";

    public const string ReusedRun = "experiments.reused.run";

    /// <summary>On a sweep's parent run: <see cref="KindSweep"/>.</summary>
    public const string Kind = "experiments.kind";

    public const string KindSweep = "sweep";

    /// <summary>MLflow's own: what makes a run a child.</summary>
    public const string Parent = "mlflow.parentRunId";

    /// <summary>Filter for the run of one trial, known by sweep, index and key.</summary>
    public static string RunOf(string sweep, int index, string key) => $"tags.`{Sweep}` = '{sweep}' and tags.`{Trial}` = '{index}' and tags.`{Key}` = '{key}'";

    /// <summary>Filter for the runs of a sweep's trials.</summary>
    public static string ChildrenOf(string parentRun) => $"tags.`{Parent}` = '{parentRun}'";
}
