using GpuNode.Tracking;
using Shared.Wire;

namespace GpuNode.Trainers;

// From an attempt's end to the sweep's word that it is stored.
public sealed partial class TrialHost
{
    /// <summary>Takes back an attempt that ended in an earlier life of the agent and whose result nobody has acknowledged.</summary>
    public void Adopt(SweepHeader sweep, Assignment assignment, IRunLog run, TrialResult result)
    {
        lock (_gate)
        {
            _trials.Add(new HostedTrial(sweep, assignment, run) { Result = result, Kept = true });
        }
    }

    /// <summary>Results that nobody has acknowledged and that can be told, by sweep.</summary>
    /// <param name="again">Also those that were asked for before: whoever was told may not have heard.</param>
    public IReadOnlyList<(string Sweep, IReadOnlyList<TrialResult> Results)> Results(bool again)
    {
        lock (_gate)
        {
            var untold = _trials.Where(trial => trial.Kept && (again || !trial.Told)).ToList();
            untold.ForEach(trial => trial.Told = true);
            return [.. untold.GroupBy(trial => trial.Ref.Sweep).Select(group => (group.Key, (IReadOnlyList<TrialResult>)[.. group.Select(trial => trial.Result!)]))];
        }
    }

    /// <summary>The sweep has stored these results, or refused them: they need not be told again.</summary>
    public void Acknowledge(ResultsAck ack)
    {
        lock (_gate)
        {
            foreach (var acked in ack.Results)
            {
                var trial = _trials.Find(trial => trial.Kept && trial.Ref.Sweep == ack.Sweep && trial.Ref.Index == acked.Index && trial.Ref.Attempt == acked.Attempt);
                if (trial is null)
                {
                    continue;
                }

                _trials.Remove(trial);
                trial.Run.Settle(acked.Accepted ? acked.RunStatus : "", clean: acked.Accepted && acked.RunStatus == "FINISHED");
            }

            StartFree();
        }
    }

    private bool AnyUnkept()
    {
        lock (_gate)
        {
            return _trials.Any(trial => !trial.Kept);
        }
    }

    private void End(HostedTrial trial, TrialResult result)
    {
        trial.Result = result;
        Counts(result);
        if (result.Outcome == Outcome.Failed)
        {
            Serilog.Log.Warning("Trial {Sweep}/{Trial} attempt {Attempt} failed: {Reason}", trial.Ref.Sweep, trial.Ref.Index, trial.Ref.Attempt, result.Reason);
        }

        _ = TellAsync(trial, trial.Run.Ended(result));
    }

    private async Task TellAsync(HostedTrial trial, Task kept)
    {
        // Off the gate in any case: a listener may ask for the results at once.
        await Task.Yield();
        await kept;
        lock (_gate)
        {
            trial.Kept = true;
        }

        Ended?.Invoke();
    }
}
