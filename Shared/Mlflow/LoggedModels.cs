using System.Text.Json.Serialization;

namespace Shared.Mlflow;

/// <summary>How far a logged model's upload has come; the numbers are MLflow's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LoggedModelStatus>))]
public enum LoggedModelStatus
{
    [JsonStringEnumMemberName("LOGGED_MODEL_PENDING")] Pending = 1,
    [JsonStringEnumMemberName("LOGGED_MODEL_READY")] Ready = 2,
    [JsonStringEnumMemberName("LOGGED_MODEL_UPLOAD_FAILED")] UploadFailed = 3,
}

/// <summary>A model that was logged to an experiment, with its params and metrics.</summary>
public sealed record LoggedModel(LoggedModelInfo Info, LoggedModelData? Data);

/// <summary>What is known of a logged model beside its data. Times are Unix milliseconds.</summary>
public sealed record LoggedModelInfo(
    string ModelId,
    string ExperimentId,
    string Name,
    long CreationTimestampMs,
    long LastUpdatedTimestampMs,
    string ArtifactUri,
    LoggedModelStatus Status,
    string? ModelType,
    string? SourceRunId,
    string? StatusMessage,
    IReadOnlyList<MlflowTag>? Tags);

/// <summary>A logged model's data; a list that is empty is absent.</summary>
public sealed record LoggedModelData(IReadOnlyList<RunParam>? Params, IReadOnlyList<LoggedModelMetric>? Metrics);

/// <summary>A measurement of a logged model, made by a run and perhaps on a dataset.</summary>
/// <param name="Timestamp">Unix milliseconds.</param>
public sealed record LoggedModelMetric(
    string Key, double Value, long Timestamp, long Step, string RunId, string ModelId, string? DatasetName, string? DatasetDigest);
