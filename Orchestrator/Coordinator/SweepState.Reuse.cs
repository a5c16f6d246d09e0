using Shared.Wire;

namespace Orchestrator.Coordinator;

// Trials whose answer is another sweep's.
public sealed partial class SweepState
{
    private readonly SortedDictionary<int, TrialReused> _reused = [];

    /// <summary>The finished trials that were not trained here, by index, with the trial whose answer they have.</summary>
    public IReadOnlyDictionary<int, TrialReused> Reused => _reused;

    /// <summary>Finished trials that were trained here.</summary>
    public int Trained => Table.In(TrialPhase.Done) - _reused.Count;

    /// <summary>Nobody has begun it.</summary>
    public bool IsUntouched(int index) => Table.Phase(index) == TrialPhase.Pending && Table.Attempt(index) == 0;

    /// <summary>The next trials from an index on that nobody has begun.</summary>
    public List<int> Untouched(int from, int most)
    {
        var found = new List<int>();
        for (var index = Math.Max(from, _cursor); found.Count < most && index < Table.Count; index++)
        {
            if (IsUntouched(index))
            {
                found.Add(index);
            }
        }

        return found;
    }

    private void Reuse(TrialReused reused)
    {
        // No time: none was spent here.
        Table.Finish(reused.Index, reused.HasObjective ? reused.Objective : double.NaN, seconds: 0);
        _reused[reused.Index] = reused;
        ConsiderBest(reused.Index);
        PassBegun();
    }

    // Each trial is passed once in the sweep's life. Those behind that wait again are in the queue.
    private void PassBegun()
    {
        while (_cursor < Table.Count && !IsUntouched(_cursor))
        {
            _cursor++;
        }
    }
}
