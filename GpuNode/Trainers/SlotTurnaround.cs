using Shared.Wire;

namespace GpuNode.Trainers;

/// <summary>How long slots stood between the end of one trial and the first word of the next one's trainer: of the newest few thousand times. A slot that nobody had work for counts, too. From any thread.</summary>
public sealed class SlotTurnaround
{
    private const int Most = 4_096;

    private readonly Lock _gate = new();
    private readonly Queue<double> _newest = new();

    public void Add(TimeSpan pause)
    {
        lock (_gate)
        {
            _newest.Enqueue(pause.TotalMilliseconds);
            if (_newest.Count > Most)
            {
                _newest.Dequeue();
            }
        }
    }

    /// <summary>Null before the first.</summary>
    public Turnaround? View()
    {
        double[] sorted;
        lock (_gate)
        {
            sorted = [.. _newest];
        }

        Array.Sort(sorted);
        return sorted.Length == 0 ? null : new Turnaround { P50Ms = At(0.5), P99Ms = At(0.99) };

        // The smallest value that so much of them does not exceed.
        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
