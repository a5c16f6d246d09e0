namespace Orchestrator.Api;

/// <summary>The body of a command to a sweep, <c>POST /api/sweeps/{id}/…</c>; it may be left out. Each command reads what concerns it.</summary>
/// <param name="Who">For people: user@host.</param>
/// <param name="Why">For people.</param>
/// <param name="Drain">pause: let running trials finish.</param>
/// <param name="Now">cancel: end trainers without waiting for a checkpoint.</param>
/// <param name="Where">retry: an expression over parameters, seed and index.</param>
/// <param name="MaxParallel">set: the most trials at a time; 0: no cap.</param>
/// <param name="Priority">set: sweeps of a higher one get slots first.</param>
/// <param name="Weight">set: the sweep's part of the slots among those of its priority.</param>
/// <param name="Add">extend: parameter=values, as in a sweep file.</param>
/// <param name="Epochs">extend: train every trial on to so many.</param>
/// <param name="Anew">extend: trials that can't train on may begin from scratch.</param>
public sealed record ControlDto(
    string? Who = null,
    string? Why = null,
    bool Drain = false,
    bool Now = false,
    string? Where = null,
    int? MaxParallel = null,
    int? Priority = null,
    double? Weight = null,
    string? Add = null,
    int? Epochs = null,
    bool Anew = false);

/// <summary>Answer to a command: what it did, as the end of a sentence that begins with the sweep's id.</summary>
public sealed record ControlledDto(string Id, string Text);

/// <summary>One thing that somebody did to a sweep: <c>GET /api/sweeps/{id}/history</c>, oldest first.</summary>
/// <param name="What">submitted, paused, resumed, cancelled, retried, set, amended or extended.</param>
public sealed record HistoryDto(DateTimeOffset At, string What, string? Who, string? Why, string? Detail);

/// <summary>What a sweep, or one of its trials, waits for: <c>GET /api/sweeps/{id}/why?trial=</c>.</summary>
/// <param name="Waits">One sentence.</param>
/// <param name="Unblocks">What would help; null where nothing is needed.</param>
/// <param name="Attempts">Why earlier attempts of the trial failed, oldest first.</param>
public sealed record WhyDto(string Sweep, int? Trial, string State, string Waits, string? Unblocks, IReadOnlyList<AttemptDto> Attempts);

/// <summary>A failed attempt of a trial.</summary>
public sealed record AttemptDto(int Attempt, string Reason);

/// <summary>Answer to <c>POST /api/sweeps/{id}/amend</c>: 200 where the file's terms hold now, or, with <c>dry_run=true</c>, would; 409 where something is refused.</summary>
public sealed record AmendedDto(string Id, bool Applied, IReadOnlyList<ChangeDto> Changes);

/// <summary>A difference between a sweep and a file.</summary>
/// <param name="Refused">Why it can't be; null where it can.</param>
public sealed record ChangeDto(string Key, string From, string To, string? Refused);
