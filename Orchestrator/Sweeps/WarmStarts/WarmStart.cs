using System.Globalization;
using System.Text.Json.Serialization;

namespace Orchestrator.Sweeps.WarmStarts;

/// <summary>Where a sweep's trials take their first weights from: what the file says, and, from the submission on, what that meant.</summary>
public sealed record WarmStart
{
    /// <summary>The source's best trial by its own objective.</summary>
    public const string Best = "best";

    /// <summary>For each trial the source trial with the same parameters.</summary>
    public const string Matching = "matching";

    /// <summary>The source as the file names it: a sweep's id, or its name, which means the newest of that name.</summary>
    public required string Sweep { get; init; }

    /// <summary><see cref="Best"/>, <see cref="Matching"/>, or a trial's index, from 0.</summary>
    public required string Trial { get; init; }

    /// <summary>Null until the sweep is submitted; from then on it never changes, whatever becomes of the source.</summary>
    public WarmSource? Source { get; init; }

    /// <summary>All of this that decides the trials' weights; goes into the sweep's fingerprint.</summary>
    [JsonIgnore]
    public string Identity => Source is null ? $"{Trial} of {Sweep}" : Source.Key ?? $"{Matching} {Source.Spec!.Fingerprint}";

    /// <summary>The trial that the file names by its index; null where it names none.</summary>
    [JsonIgnore]
    public int? Index => int.TryParse(Trial, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}

/// <summary>The sweep, and the trials of it, whose weights are taken. One trial with its key for all, or the source's whole description, from which each trial's source follows.</summary>
public sealed record WarmSource
{
    public required string SweepId { get; init; }

    /// <summary>The one trial that all start from; null where each has its own.</summary>
    public int? Trial { get; init; }

    /// <summary>That trial's key.</summary>
    public string? Key { get; init; }

    /// <summary>The source sweep as it was submitted; null where <see cref="Trial"/> says enough.</summary>
    public SweepSpec? Spec { get; init; }

    /// <summary>Where the source is recorded, without credentials; empty: in the orchestrator's own tracking server, wherever that listens.</summary>
    public string TrackingUri { get; init; } = "";

    /// <summary>MLflow experiment id of the source's runs.</summary>
    public required string TrackingExperiment { get; init; }
}
