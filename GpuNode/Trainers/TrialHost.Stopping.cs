using Shared.Wire;

namespace GpuNode.Trainers;

// One trial, all of them, or the whole agent.
public sealed partial class TrialHost
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    /// <param name="now">End their trainers at once, also where a checkpoint is being waited for.</param>
    public void Stop(IEnumerable<TrialRef> unwanted, bool now = false)
    {
        lock (_gate)
        {
            var named = unwanted.ToHashSet();
            foreach (var trial in _trials.Where(trial => named.Contains(trial.Ref)).ToList())
            {
                StopOne(trial);
                if (now && trial.Result is null)
                {
                    trial.Slot?.Kill();
                }
            }
        }
    }

    /// <summary>Stops every trial at a checkpoint and waits until their results are acknowledged, or the patience is over.</summary>
    /// <param name="answers">Whether anybody can acknowledge: without an orchestrator the checkpoints are all that is waited for.</param>
    public async Task DrainAsync(TimeSpan patience, Func<bool> answers)
    {
        lock (_gate)
        {
            Draining = true;
            _trials.ToList().ForEach(StopOne);
        }

        var started = settings.Clock.GetTimestamp();
        while (settings.Clock.GetElapsedTime(started) < patience && (AnyUnkept() || (Running().Count > 0 && answers())))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), settings.Clock);
        }
    }

    /// <summary>Ends all trainer processes, and waits a moment until they are gone: they must not outlive the agent, nor wait for its parent to bury them.</summary>
    public Task CloseAsync() => Task.WhenAny(Task.WhenAll(slots.Select(slot => slot.CloseAsync())), Task.Delay(ClosePatience, settings.Clock));

    private void StopOne(HostedTrial trial)
    {
        if (trial.Result is not null || trial.StopWanted)
        {
            return;
        }

        trial.WantStop();
        if (trial.Slot is { } slot)
        {
            slot.Stop(trial);
        }
        else
        {
            End(trial, new TrialResult { Index = trial.Ref.Index, Attempt = trial.Ref.Attempt, Outcome = Outcome.Preempted, Reason = "stopped before it began" });
        }
    }
}
