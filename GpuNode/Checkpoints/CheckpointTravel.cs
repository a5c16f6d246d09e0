using Shared.Wire;

namespace GpuNode.Checkpoints;

/// <summary>How checkpoints leave a node and come to it.</summary>
public sealed record CheckpointTravel(CheckpointCourier Courier, CheckpointFetch Fetch)
{
    /// <summary>A finished trial's are of no more use; one that is handed back waits for its last to arrive; a failed one's go on in the background, for it waits for its retry anyway.</summary>
    public Task EndedAsync(Outcome outcome, TrialRef trial)
    {
        switch (outcome)
        {
            case Outcome.Preempted:
                return Courier.HandBackAsync(trial);
            case Outcome.Finished:
                Courier.Abandon(trial);
                break;
        }

        return Task.CompletedTask;
    }
}
