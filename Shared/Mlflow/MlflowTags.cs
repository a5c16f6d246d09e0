namespace Shared.Mlflow;

/// <summary>MLflow's own tags, as its page and its clients know them.</summary>
public static class MlflowTags
{
    public const string User = "mlflow.user";

    public const string SourceType = "mlflow.source.type";

    public const string SourceName = "mlflow.source.name";

    public const string GitCommit = "mlflow.source.git.commit";

    /// <summary>Markdown that stands at the head of a run's or an experiment's page.</summary>
    public const string Note = "mlflow.note.content";

    /// <summary><c>True</c> on a run that has pictures of steps.</summary>
    public const string LoggedImages = "mlflow.loggedImages";

    /// <summary>Of an experiment: the metric that the page shows first.</summary>
    public const string PrimaryMetric = "mlflow.experiment.primaryMetric.name";
}
