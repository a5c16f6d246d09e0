using Orchestrator.Api;
using Shared.Trials;

namespace Orchestrator.Dashboard.Trials;

/// <summary>Attempts as columns, in the order in which they began: <c>GET /api/sweeps/{id}/timeline?after=</c>.</summary>
/// <param name="Version">What to ask for next: then only changed attempts come, and those that run.</param>
/// <param name="Node">A place in <paramref name="Nodes"/>.</param>
/// <param name="Slot">A place in <paramref name="Slots"/>, which has the empty text for those that are not known.</param>
/// <param name="Began">Unix milliseconds.</param>
/// <param name="Ended">0 while it runs.</param>
/// <param name="Outcome">A letter an attempt: r(uns), f(inished), x (failed), t (failed for good), q (taken back).</param>
/// <param name="Reasons">By place in the columns.</param>
public sealed record TimelineDto(
    long Version,
    int[] Trial,
    int[] Attempt,
    int[] Node,
    int[] Slot,
    IReadOnlyList<string> Nodes,
    IReadOnlyList<string> Slots,
    long[] Began,
    long[] Ended,
    string Outcome,
    IReadOnlyDictionary<int, string> Reasons);

/// <summary>All of one trial: <c>GET /api/sweeps/{id}/trials/{index}/detail</c>.</summary>
/// <param name="RunId">Null where it has none yet, or is tracked elsewhere.</param>
/// <param name="PicturesRunId">The run that its pictures are in: another sweep's where the trial was answered by that.</param>
/// <param name="Replay">The command that trains it again and compares.</param>
public sealed record TrialDetailDto(
    int Index,
    string State,
    int Attempt,
    string Key,
    string Seed,
    IReadOnlyDictionary<string, ParameterValue> Parameters,
    double? Value,
    double? Seconds,
    string? Node,
    string? Reason,
    string? RunId,
    string? PicturesRunId,
    IReadOnlyList<AttemptDetailDto> Attempts,
    ReusedDto? Reused,
    string Replay);

/// <summary>One attempt of a trial.</summary>
/// <param name="Outcome">running, finished, failed, failed_for_good or taken_back.</param>
public sealed record AttemptDetailDto(int Attempt, string Node, string Slot, DateTimeOffset BeganAt, DateTimeOffset? EndedAt, string Outcome, string? Reason);

/// <summary>The newest lines of a trial's log: <c>GET /api/sweeps/{id}/trials/{index}/log?after=</c>.</summary>
/// <param name="Next">What to ask for next.</param>
/// <param name="Live">The attempt is in work, so more may come.</param>
/// <param name="Attempt">Whose log it is; another attempt's begins anew.</param>
public sealed record TrialLogDto(string Text, long Next, bool Live, int Attempt);
