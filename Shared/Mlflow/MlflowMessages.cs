namespace Shared.Mlflow;

/// <summary>Bodies of MLflow's REST calls, as they travel; only <see cref="MlflowClient"/> and the tracking server need them.</summary>
public static class MlflowMessages
{
    public sealed record CreateExperiment(string Name, string? ArtifactLocation, IReadOnlyList<MlflowTag>? Tags);

    public sealed record ExperimentCreated(string ExperimentId);

    public sealed record ExperimentAnswer(MlflowExperiment Experiment);

    public sealed record SearchExperiments(int MaxResults, string? Filter, string? PageToken);

    public sealed record ExperimentPage(IReadOnlyList<MlflowExperiment>? Experiments, string? NextPageToken);

    public sealed record CreateRun(string ExperimentId, long StartTime, string? RunName, IReadOnlyList<MlflowTag>? Tags, string? UserId);

    public sealed record RunAnswer(MlflowRun Run);

    public sealed record UpdateRun(string RunId, RunStatus? Status, long? EndTime, string? RunName);

    public sealed record RunUpdated(RunInfo RunInfo);

    public sealed record DeleteRun(string RunId);

    public sealed record LogBatch(
        string RunId,
        IReadOnlyList<MetricPoint>? Metrics,
        IReadOnlyList<RunParam>? Params,
        IReadOnlyList<MlflowTag>? Tags);

    public sealed record LogInputs(string RunId, IReadOnlyList<DatasetInput> Datasets);

    public sealed record SetTag(string RunId, string Key, string Value);

    public sealed record SetExperimentTag(string ExperimentId, string Key, string Value);

    public sealed record SearchRuns(
        IReadOnlyList<string> ExperimentIds,
        string? Filter,
        ViewType? RunViewType,
        int MaxResults,
        IReadOnlyList<string>? OrderBy,
        string? PageToken);

    public sealed record MetricHistory(IReadOnlyList<MetricPoint>? Metrics, string? NextPageToken);

    public sealed record RunHistories(IReadOnlyList<RunMetricPoint> Metrics);

    public sealed record DatasetList(IReadOnlyList<DatasetSummary>? DatasetSummaries);

    public sealed record ArtifactList(string? RootUri, IReadOnlyList<ArtifactEntry>? Files, string? NextPageToken);

    public sealed record Fault(string? ErrorCode, string? Message);
}
