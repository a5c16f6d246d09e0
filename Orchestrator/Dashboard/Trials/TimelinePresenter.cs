using Shared.Wire;

namespace Orchestrator.Dashboard.Trials;

/// <summary>Turns a timeline into what the page gets. Pure.</summary>
internal static class TimelinePresenter
{
    private const string Letters = "rfxtq";

    // A tooltip shows a line of it.
    private const int LongestReason = 300;

    /// <param name="after">Only attempts that have changed since, and those that run: where they run is not in the journal.</param>
    /// <param name="running">Says where.</param>
    public static TimelineDto Present(Timeline timeline, long after, IEnumerable<RunningTrial> running)
    {
        List<TimelineAttempt> attempts = [.. timeline.Attempts.Where(attempt => attempt.Changed > after || attempt.Outcome == AttemptOutcome.Running)];
        var slots = Slots(running);
        var (nodes, places) = (new Names(), new Names());
        return new TimelineDto(
            timeline.Version,
            [.. attempts.Select(attempt => attempt.Trial)],
            [.. attempts.Select(attempt => attempt.Attempt)],
            [.. attempts.Select(attempt => nodes.Place(attempt.Agent))],
            [.. attempts.Select(attempt => places.Place(Slot(attempt, slots)))],
            nodes.All,
            places.All,
            [.. attempts.Select(attempt => attempt.BeganMs)],
            [.. attempts.Select(attempt => attempt.EndedMs)],
            string.Concat(attempts.Select(attempt => Letters[(int)attempt.Outcome])),
            attempts.Index().Where(pair => pair.Item.Reason.Length > 0).ToDictionary(pair => pair.Index, pair => Short(pair.Item.Reason)));
    }

    /// <summary>A trial's attempts, oldest first.</summary>
    public static IReadOnlyList<AttemptDetailDto> Attempts(Timeline timeline, int trial, IEnumerable<RunningTrial> running)
    {
        var slots = Slots(running);
        return [.. timeline.Attempts.Where(attempt => attempt.Trial == trial).Select(attempt => new AttemptDetailDto(
            attempt.Attempt,
            attempt.Agent,
            Slot(attempt, slots),
            DateTimeOffset.FromUnixTimeMilliseconds(attempt.BeganMs),
            attempt.EndedMs > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(attempt.EndedMs) : null,
            attempt.Outcome switch
            {
                AttemptOutcome.Finished => "finished",
                AttemptOutcome.Failed => "failed",
                AttemptOutcome.FailedForGood => "failed_for_good",
                AttemptOutcome.TakenBack => "taken_back",
                _ => "running",
            },
            attempt.Reason.Length > 0 ? attempt.Reason : null))];
    }

    private static Dictionary<(int, int), string> Slots(IEnumerable<RunningTrial> running) =>
        running.GroupBy(trial => (trial.Trial.Index, trial.Trial.Attempt)).ToDictionary(group => group.Key, group => group.Last().Slot);

    private static string Slot(TimelineAttempt attempt, Dictionary<(int, int), string> running) =>
        attempt.Slot.Length > 0 ? attempt.Slot : running.GetValueOrDefault((attempt.Trial, attempt.Attempt), "");

    private static string Short(string reason) => reason.Length > LongestReason ? reason[..LongestReason] + "…" : reason;

    // Names as places in a list.
    private sealed class Names
    {
        private readonly Dictionary<string, int> _places = [];

        public IReadOnlyList<string> All => [.. _places.Keys];

        public int Place(string name)
        {
            if (!_places.TryGetValue(name, out var place))
            {
                _places[name] = place = _places.Count;
            }

            return place;
        }
    }
}
