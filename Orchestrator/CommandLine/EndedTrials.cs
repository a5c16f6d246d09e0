using Orchestrator.Api;

namespace Orchestrator.CommandLine;

/// <summary>
/// Finds the trials that ended since it was last asked. It reads only pages that can hold such a trial: not those that are over, and none behind the first that nobody has begun,
/// so that a sweep of a million trials costs a few requests.
/// </summary>
public sealed class EndedTrials(Func<int, CancellationToken, Task<TrialPageDto>> page)
{
    private readonly HashSet<int> _known = [];
    private readonly HashSet<int> _overPages = [];
    private int _ended = -1;

    /// <summary>New ones in the order of their index.</summary>
    public async Task<IReadOnlyList<TrialDto>> NewAsync(SweepDto sweep, CancellationToken cancellation)
    {
        var ended = sweep.Trials.Finished + sweep.Trials.Failed;
        if (ended == _ended && !SweepStates.Ended(sweep.State))
        {
            return [];
        }

        _ended = ended;
        var found = new List<TrialDto>();
        for (var offset = 0; offset < sweep.Trials.Total; offset += OrchestratorClient.PageSize)
        {
            if (!_overPages.Contains(offset) && !await ReadAsync(offset, found, cancellation))
            {
                break;
            }
        }

        return found;
    }

    private static bool Ended(TrialDto trial) => trial.State is "finished" or "failed";

    // False: nobody has begun a trial of this page yet.
    private async Task<bool> ReadAsync(int offset, List<TrialDto> found, CancellationToken cancellation)
    {
        var trials = (await page(offset, cancellation)).Trials;
        found.AddRange(trials.Where(trial => Ended(trial) && _known.Add(trial.Index)));
        if (trials.Count > 0 && trials.All(Ended))
        {
            _overPages.Add(offset);
            _known.ExceptWith(trials.Select(trial => trial.Index));
        }

        return trials.Any(trial => trial.State != "pending" || trial.Attempt > 0);
    }
}
