using System.Net;

namespace Shared.Mlflow;

/// <content>The model registry.</content>
public sealed partial class MlflowClient
{
    /// <summary>Makes a registered model where there is none of that name; one that exists is left as it is. Many callers may ask at once.</summary>
    public async Task EnsureRegisteredModelAsync(
        string name, string? description = null, IReadOnlyList<MlflowTag>? tags = null, CancellationToken cancellation = default)
    {
        try
        {
            await _http.PostAsync("registered-models/create", new(name, tags, description), RegistryJson.Default.CreateRegisteredModel, cancellation);
        }
        catch (MlflowException fault) when (fault.ErrorCode == "RESOURCE_ALREADY_EXISTS")
        {
            // As wished.
        }
    }

    /// <summary>Adds a version to a registered model, which must exist. Not safe to repeat: a try whose answer was lost leaves a version behind.</summary>
    /// <param name="source">Where its files are, e.g. a folder below a run's <see cref="RunInfo.ArtifactUri"/>.</param>
    public async Task<ModelVersion> CreateModelVersionAsync(
        string name,
        string source,
        string? runId = null,
        IReadOnlyList<MlflowTag>? tags = null,
        string? description = null,
        CancellationToken cancellation = default)
    {
        var body = new RegistryMessages.CreateModelVersion(name, source, runId, tags, description);
        return (await _http.PostAsync(
            "model-versions/create", body, RegistryJson.Default.CreateModelVersion, RegistryJson.Default.ModelVersionAnswer, cancellation)).ModelVersion;
    }

    /// <summary>Gives a version an alias, which it takes from the version that had it.</summary>
    public Task SetRegisteredModelAliasAsync(string name, string alias, string version, CancellationToken cancellation = default) =>
        _http.PostAsync("registered-models/alias", new(name, alias, version), RegistryJson.Default.SetAlias, cancellation);

    /// <summary>Null where there is no such alias or no such model.</summary>
    public async Task<ModelVersion?> GetModelVersionByAliasAsync(string name, string alias, CancellationToken cancellation = default)
    {
        try
        {
            var route = $"registered-models/alias?name={Uri.EscapeDataString(name)}&alias={Uri.EscapeDataString(alias)}";
            return (await _http.GetAsync(route, RegistryJson.Default.ModelVersionAnswer, cancellation)).ModelVersion;
        }
        catch (MlflowException fault) when (IsNoAlias(fault, alias))
        {
            return null;
        }
    }

    // MLflow calls an unknown alias an invalid value, as it does an alias that can't be one: only the words tell them apart.
    private static bool IsNoAlias(MlflowException fault, string alias) =>
        fault.StatusCode == HttpStatusCode.NotFound
        || (fault.StatusCode == HttpStatusCode.BadRequest && fault.Message.Contains($"alias {alias} not found", StringComparison.Ordinal));
}
