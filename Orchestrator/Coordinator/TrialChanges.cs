using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>
/// Which trials have changed since when, so that whoever shows the table asks for those alone. A running number counts the changes, and a ring holds the newest of them:
/// what is older is answered by all trials.
/// </summary>
public sealed class TrialChanges
{
    /// <summary>More than a quarter of a second brings; fewer than would be worth sending one by one.</summary>
    public const int MostKept = 4_096;

    private readonly int[] _ring = new int[MostKept];
    private long _known;

    /// <summary>How many changes there were.</summary>
    public long Count { get; private set; }

    /// <summary>The trials that have changed after so many changes, each once and in order; null where that is not known.</summary>
    public IReadOnlyList<int>? Since(long count)
    {
        if (count < Math.Max(_known, Count - MostKept) || count > Count)
        {
            return null;
        }

        var changed = new HashSet<int>();
        for (var i = count; i < Count; i++)
        {
            changed.Add(_ring[i % MostKept]);
        }

        return [.. changed.Order()];
    }

    public void Add(int index) => _ring[Count++ % MostKept] = index;

    /// <summary>Takes down what an event changes.</summary>
    public void Hear(SweepEvent change)
    {
        switch (change.EventCase)
        {
            case SweepEvent.EventOneofCase.Assigned:
                Add(change.Assigned.Index);
                break;
            case SweepEvent.EventOneofCase.Finished:
                Add(change.Finished.Index);
                break;
            case SweepEvent.EventOneofCase.Reused:
                Add(change.Reused.Index);
                break;
            case SweepEvent.EventOneofCase.Failed:
                Add(change.Failed.Index);
                break;
            case SweepEvent.EventOneofCase.Requeued:
                Add(change.Requeued.Index);
                break;
            case SweepEvent.EventOneofCase.Retried:
                Add(change.Retried.Index);
                break;
            case SweepEvent.EventOneofCase.Resumed or SweepEvent.EventOneofCase.Extended:
                // Any of them.
                Forget();
                break;
        }
    }

    private void Add(IEnumerable<int> indices)
    {
        foreach (var index in indices)
        {
            Add(index);
        }
    }

    private void Forget() => _known = ++Count;
}
