using System.Text.Json.Serialization;

namespace Shared.Mlflow;

/// <summary>State of a run; the numbers are MLflow's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
public enum RunStatus
{
    [JsonStringEnumMemberName("RUNNING")] Running = 1,
    [JsonStringEnumMemberName("SCHEDULED")] Scheduled = 2,
    [JsonStringEnumMemberName("FINISHED")] Finished = 3,
    [JsonStringEnumMemberName("FAILED")] Failed = 4,
    [JsonStringEnumMemberName("KILLED")] Killed = 5,
}

/// <summary>Whether deleted experiments or runs are asked for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ViewType>))]
public enum ViewType
{
    [JsonStringEnumMemberName("ACTIVE_ONLY")] ActiveOnly = 1,
    [JsonStringEnumMemberName("DELETED_ONLY")] DeletedOnly = 2,
    [JsonStringEnumMemberName("ALL")] All = 3,
}

/// <summary>One measurement of a run.</summary>
/// <param name="Timestamp">Unix milliseconds.</param>
public readonly record struct MetricPoint(string Key, double Value, long Timestamp, long Step);

/// <summary>A parameter of a run; it can't be changed once it is logged.</summary>
public readonly record struct RunParam(string Key, string Value);

/// <summary>A tag of a run or an experiment; the last value wins.</summary>
public readonly record struct MlflowTag(string Key, string Value);

/// <summary>An experiment: a named set of runs. Times are Unix milliseconds.</summary>
public sealed record MlflowExperiment(
    string ExperimentId,
    string Name,
    string? ArtifactLocation,
    string LifecycleStage,
    long? LastUpdateTime,
    long? CreationTime,
    IReadOnlyList<MlflowTag>? Tags);

/// <summary>One measurement among those of several runs.</summary>
/// <param name="Timestamp">Unix milliseconds.</param>
public readonly record struct RunMetricPoint(string Key, double Value, long Timestamp, long Step, string RunId)
{
    public static RunMetricPoint Of(string runId, MetricPoint point) => new(point.Key, point.Value, point.Timestamp, point.Step, runId);
}

/// <summary>A run with what was logged to it; <see cref="Data"/> holds the latest value of each metric.</summary>
public sealed record MlflowRun(RunInfo Info, RunData? Data, RunInputs? Inputs = null, RunOutputs? Outputs = null);

/// <summary>What is known of a run beside its data. Times are Unix milliseconds.</summary>
/// <param name="RunUuid">The same as <paramref name="RunId"/>; old clients read this one.</param>
public sealed record RunInfo(
    string RunId,
    string? RunUuid,
    string? RunName,
    string ExperimentId,
    string? UserId,
    RunStatus Status,
    long? StartTime,
    long? EndTime,
    string? ArtifactUri,
    string LifecycleStage);

/// <summary>What was logged to a run; a list that is empty may be absent.</summary>
public sealed record RunData(IReadOnlyList<MetricPoint>? Metrics, IReadOnlyList<RunParam>? Params, IReadOnlyList<MlflowTag>? Tags);

/// <summary>One page of a search for runs; <see cref="NextPageToken"/> is absent on the last.</summary>
public sealed record RunPage(IReadOnlyList<MlflowRun>? Runs, string? NextPageToken);

/// <summary>A file or folder among a run's artifacts; <see cref="Path"/> counts from the run's artifact root.</summary>
/// <param name="FileSize">Bytes; absent for folders and empty files.</param>
public sealed record ArtifactEntry(string Path, bool IsDir, long? FileSize);
