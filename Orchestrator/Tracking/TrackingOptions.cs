using Orchestrator.Access;
using Orchestrator.Tracking.Artifacts;

namespace Orchestrator.Tracking;

/// <summary>Where the tracking server keeps its data; both are made at start where they are missing.</summary>
public sealed record TrackingOptions
{
    /// <summary>The SQLite file; -wal and -shm files stand beside it while it is open.</summary>
    public required string DatabaseFile { get; init; }

    /// <summary>The folder of all artifacts, one sub-folder for each experiment; with <see cref="Artifacts"/> only of those that are just arriving.</summary>
    public required string ArtifactRoot { get; init; }

    /// <summary>The object store that has the artifacts instead; null: they are in the folder.</summary>
    public ObjectStoreAddress? Artifacts { get; init; }

    /// <summary>
    /// Whether an answered write survives a power cut (one disk flush a commit, which all requests in it share), or only a crash of the process.
    /// </summary>
    public bool SurvivePowerCut { get; init; } = true;

    /// <summary>Hears how long each write took, from the request to the disk.</summary>
    public Action<TimeSpan> Wrote { get; init; } = _ => { };

    /// <summary>Who may use it.</summary>
    public HttpAccess Access { get; init; } = new();
}
