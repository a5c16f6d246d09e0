namespace Shared.Mlflow;

/// <summary>Bodies of the registry's requests and answers, and of those for logged models.</summary>
public static class RegistryMessages
{
    public sealed record CreateRegisteredModel(string Name, IReadOnlyList<MlflowTag>? Tags, string? Description);

    public sealed record RegisteredModelAnswer(RegisteredModel RegisteredModel);

    public sealed record RegisteredModelPage(IReadOnlyList<RegisteredModel>? RegisteredModels, string? NextPageToken);

    public sealed record SetAlias(string Name, string Alias, string Version);

    public sealed record CreateModelVersion(string Name, string Source, string? RunId, IReadOnlyList<MlflowTag>? Tags, string? Description);

    public sealed record ModelVersionAnswer(ModelVersion ModelVersion);

    public sealed record ModelVersionPage(IReadOnlyList<ModelVersion>? ModelVersions, string? NextPageToken);

    public sealed record DownloadUri(string ArtifactUri);

    public sealed record LoggedModelAnswer(LoggedModel Model);

    public sealed record LoggedModelPage(IReadOnlyList<LoggedModel>? Models, string? NextPageToken);
}
