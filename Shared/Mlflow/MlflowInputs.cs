namespace Shared.Mlflow;

/// <summary>A data set that runs were fed with; in an experiment it is known by name and digest.</summary>
/// <param name="Schema">Its columns, as the logging library writes them; mostly JSON.</param>
/// <param name="Profile">Its size and the like, as the logging library writes them; mostly JSON.</param>
public sealed record MlflowDataset(string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile);

/// <summary>A data set as one run used it; the tag <c>mlflow.data.context</c> says what for.</summary>
public sealed record DatasetInput(IReadOnlyList<MlflowTag>? Tags, MlflowDataset Dataset);

/// <summary>A logged model that a run used.</summary>
public sealed record ModelInput(string ModelId);

/// <summary>A logged model that a run made, and at which step.</summary>
public sealed record ModelOutput(string ModelId, long Step);

/// <summary>What a run was fed with; a list that is empty may be absent.</summary>
public sealed record RunInputs(IReadOnlyList<DatasetInput>? DatasetInputs, IReadOnlyList<ModelInput>? ModelInputs);

/// <summary>What a run made beside its artifacts; a list that is empty may be absent.</summary>
public sealed record RunOutputs(IReadOnlyList<ModelOutput>? ModelOutputs);

/// <summary>A data set as a list of an experiment's shows it.</summary>
/// <param name="Context">What it was used for, where a run said so.</param>
public sealed record DatasetSummary(string ExperimentId, string Name, string Digest, string? Context);
