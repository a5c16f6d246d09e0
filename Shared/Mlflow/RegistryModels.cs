namespace Shared.Mlflow;

/// <summary>A registered model: a name under which versions of a model are kept. Times are Unix milliseconds; what is empty is absent.</summary>
/// <param name="LatestVersions">The newest version of each stage.</param>
public sealed record RegisteredModel(
    string Name,
    long? CreationTimestamp,
    long? LastUpdatedTimestamp,
    string? Description,
    IReadOnlyList<ModelVersion>? LatestVersions,
    IReadOnlyList<MlflowTag>? Tags,
    IReadOnlyList<ModelAlias>? Aliases);

/// <summary>A name for one version of a registered model, which can be moved to another.</summary>
public sealed record ModelAlias(string Alias, string Version);

/// <summary>A version of a registered model. Times are Unix milliseconds; what is empty is absent.</summary>
/// <param name="Version">A decimal number.</param>
/// <param name="CurrentStage">None, Staging, Production or Archived.</param>
/// <param name="Source">Where its files are, as the caller said it.</param>
public sealed record ModelVersion(
    string Name,
    string Version,
    long? CreationTimestamp,
    long? LastUpdatedTimestamp,
    string? Description,
    string? UserId,
    string? CurrentStage,
    string? Source,
    string? RunId,
    string? Status,
    string? StatusMessage,
    string? RunLink,
    IReadOnlyList<MlflowTag>? Tags,
    IReadOnlyList<string>? Aliases);
