using Shared.Mlflow;

namespace Orchestrator.Tracking.Artifacts;

/// <summary>Where artifacts are kept. Paths are checked ones (<see cref="ArtifactPath"/>), below the store's root.</summary>
internal interface IArtifactStore
{
    /// <summary>Stores the content whole or not at all, in place of what was there.</summary>
    Task WriteAsync(ArtifactPath path, Stream content, CancellationToken cancellation);

    /// <summary>Null where there is no such file.</summary>
    ArtifactContent? Open(ArtifactPath path);

    /// <summary>One level of a folder, by name; the entries' paths are names only. Empty where there is no such folder.</summary>
    IReadOnlyList<ArtifactEntry> List(ArtifactPath folder);

    /// <summary>Removes a file or a folder with all in it; nothing there is well too.</summary>
    void Delete(ArtifactPath path);
}

/// <summary>A stored artifact, opened for reading; the stream can seek and is the caller's.</summary>
internal sealed record ArtifactContent(Stream Content, DateTimeOffset LastModified);
