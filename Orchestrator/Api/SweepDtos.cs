using Shared.Mlflow;
using Shared.Trials;

namespace Orchestrator.Api;

/// <summary>A sweep as the HTTP API shows it: <c>GET /api/sweeps</c> (a list) and <c>GET /api/sweeps/{id}</c>.</summary>
/// <param name="State">opening, running, pausing, paused, cancelling, cancelled, completed or completed_with_failures.</param>
/// <param name="Waits">Why nothing, or not more, is running; null where nothing waits.</param>
/// <param name="SecondsLeft">An estimate; null until the first trial has got somewhere.</param>
public sealed record SweepDto(
    string Id,
    string Name,
    string Experiment,
    string State,
    string? Waits,
    TrialCounts Trials,
    ObjectiveDto Objective,
    BestDto? Best,
    IReadOnlyList<RunningDto> Running,
    TrackingDto Tracking,
    IReadOnlyList<string> Axes,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? EndedAt,
    double ElapsedSeconds,
    double? SecondsLeft,
    double TrialsPerSecond,
    StartDto? Start = null,
    DatasetDto? Dataset = null,
    ShareDto? Share = null);

/// <summary>What a sweep may use now, after the file and what was set since.</summary>
/// <param name="MaxParallel">The most trials at a time; 0: no cap.</param>
/// <param name="Priority">Sweeps of a higher one get slots first.</param>
/// <param name="Weight">The sweep's part of the slots among those of its priority.</param>
public sealed record ShareDto(int MaxParallel, int Priority, double Weight);

/// <summary>What a sweep trains on; no name where its experiment needs nothing.</summary>
public sealed record DatasetDto(string Name, IReadOnlyDictionary<string, ParameterValue> Options);

/// <summary>Whose weights a sweep's trials start from.</summary>
/// <param name="Sweep">The source's id.</param>
/// <param name="Trial">The one trial that all start from; null where each starts from the source trial with its own parameters.</param>
public sealed record StartDto(string Sweep, int? Trial)
{
    public override string ToString() => Trial is { } trial ? $"{Sweep} trial {trial}" : $"the matching trials of {Sweep}";
}

/// <summary>How many trials are in which state; the first is the sum of the others but the last.</summary>
/// <param name="Reused">Of the finished ones, those that were answered by another sweep's.</param>
public sealed record TrialCounts(int Total, int Finished, int Failed, int Running, int Pending, int Delayed, int Reused = 0);

public sealed record ObjectiveDto(string Metric, string Goal)
{
    /// <summary>The metric as tracking servers name it.</summary>
    public string Tracked => MetricSections.NameOf(Metric);
}

/// <summary>The best finished trial; only the parameters that differ between trials.</summary>
public sealed record BestDto(int Index, double Value, IReadOnlyDictionary<string, ParameterValue> Parameters);

/// <summary>A trial that a node holds.</summary>
/// <param name="Fraction">Of the whole trial, 0 to 1.</param>
/// <param name="Value">Newest value of the objective metric.</param>
/// <param name="Waits">Why it does not train yet.</param>
public sealed record RunningDto(
    int Index,
    int Attempt,
    string Node,
    string Slot,
    int Epoch,
    int Epochs,
    double Fraction,
    double? Value,
    double ImagesPerSecond,
    string? Waits,
    IReadOnlyDictionary<string, ParameterValue> Parameters);

/// <summary>Where the sweep's runs are: base address of the tracking server, MLflow experiment id and the sweep's parent run.</summary>
/// <param name="Own">The server is the orchestrator's own: who may use the one may use the other.</param>
public sealed record TrackingDto(string Uri, string? ExperimentId, string? ParentRunId, bool Own = false);

/// <summary>A trial: <c>GET /api/sweeps/{id}/trials?offset=&amp;limit=</c>.</summary>
/// <param name="State">pending, running, finished or failed.</param>
/// <param name="Value">Objective of a finished trial.</param>
/// <param name="StartTrial">The trial of the sweep's start that this one starts from; null where it draws its own weights.</param>
/// <param name="Seconds">Wall time of the last ended attempt.</param>
/// <param name="Failures">Why attempts failed, oldest first, at most the last eight; null where none did.</param>
public sealed record TrialDto(
    int Index,
    string State,
    int Attempt,
    string Key,
    ulong Seed,
    IReadOnlyDictionary<string, ParameterValue> Parameters,
    double? Value,
    double? Seconds,
    string? Node,
    string? Reason,
    int? StartTrial = null,
    IReadOnlyList<AttemptDto>? Failures = null,
    ReusedDto? Reused = null);

/// <summary>The trial, of another sweep, whose answer a trial has.</summary>
public sealed record ReusedDto(string Sweep, int Trial)
{
    public override string ToString() => $"reused from {Sweep} trial {Trial}";
}

public sealed record TrialPageDto(int Total, IReadOnlyList<TrialDto> Trials);

/// <summary>A node agent: <c>GET /api/nodes</c>.</summary>
/// <param name="Version">Of its build; null: of one that does not tell.</param>
/// <param name="Refused">Why it is given no work, with the cure; null where it is given some.</param>
public sealed record NodeDto(
    string Agent, string Host, IReadOnlyList<string> Slots, IReadOnlyList<NodeTrialDto> Running, bool Draining, DateTimeOffset SeenAt, TurnaroundDto? Turnaround = null, LoadDto? Load = null, string? Version = null, string? Refused = null);

/// <summary>How many milliseconds the node's slots stood between the end of one trial and the first word of the next one's trainer, of the newest few thousand.</summary>
public sealed record TurnaroundDto(double P50Ms, double P99Ms);

public sealed record NodeTrialDto(string Sweep, int Index, string Slot);

/// <summary>Answer to <c>POST /api/sweeps</c> (body: the YAML text; query <c>fresh=true</c> and any number of <c>set=PATH=VALUE</c>).</summary>
/// <param name="Resumed">The sweep was known already and goes on.</param>
public sealed record SubmittedDto(string Id, bool Resumed, long Trials, StartDto? Start = null);

/// <summary>Answer 400 to a sweep file that is refused.</summary>
public sealed record RefusedDto(string Title, IReadOnlyList<Sweeps.SweepFault> Faults);
