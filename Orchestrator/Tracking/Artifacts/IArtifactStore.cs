using Shared.Mlflow;

namespace Orchestrator.Tracking.Artifacts;

/// <summary>
/// Where artifacts are kept. Paths are checked ones (<see cref="ArtifactPath"/>), below the store's root; each method throws an <see cref="IOException"/> that is one line for a person where the store
/// can't be used.
/// </summary>
internal interface IArtifactStore
{
    /// <summary>Asks the store whether it would let us in.</summary>
    Task CheckAsync(CancellationToken cancellation = default);

    /// <summary>Stores the content whole or not at all, in place of what was there.</summary>
    Task WriteAsync(ArtifactPath path, Stream content, CancellationToken cancellation = default);

    /// <summary>Null where there is no such file.</summary>
    Task<ArtifactContent?> OpenAsync(ArtifactPath path, CancellationToken cancellation = default);

    /// <summary>One level of a folder, by name. Empty where there is no such folder.</summary>
    Task<IReadOnlyList<StoredEntry>> ListAsync(ArtifactPath folder, CancellationToken cancellation = default);

    /// <summary>Removes a file or a folder with all in it; nothing there is well too.</summary>
    Task DeleteAsync(ArtifactPath path, CancellationToken cancellation = default);
}

/// <summary>A stored artifact, opened for reading.</summary>
/// <param name="Content">Can seek, is read asynchronously, and is the caller's.</param>
/// <param name="Version">Another one where the content may be another.</param>
internal sealed record ArtifactContent(Stream Content, DateTimeOffset LastModified, string Version);

/// <summary>What lies in a folder.</summary>
/// <param name="Bytes">Null for a folder.</param>
/// <param name="LastModified">Null for a folder.</param>
internal sealed record StoredEntry(string Name, long? Bytes, DateTimeOffset? LastModified)
{
    /// <summary>As MLflow lists it: it tells no size of an empty file.</summary>
    /// <param name="prefix">What comes before the name, with a slash at its end, or nothing.</param>
    public ArtifactEntry Listed(string prefix) => new(prefix + Name, IsDir: Bytes is null, Bytes > 0 ? Bytes : null);
}
