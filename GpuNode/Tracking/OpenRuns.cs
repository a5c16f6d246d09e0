namespace GpuNode.Tracking;

/// <summary>The runs of which something is still to be sent, by their trial: there may be tens of thousands when the tracking server is away, and each trial that ends asks. From any thread.</summary>
internal sealed class OpenRuns
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Sweep, int Index), List<RunLog>> _runs = [];

    public void Add(RunLog run)
    {
        lock (_gate)
        {
            if (!_runs.TryGetValue(Trial(run), out var attempts))
            {
                _runs[Trial(run)] = attempts = [];
            }

            attempts.Add(run);
        }
    }

    public void Remove(RunLog run)
    {
        lock (_gate)
        {
            if (_runs.TryGetValue(Trial(run), out var attempts) && attempts.Remove(run) && attempts.Count == 0)
            {
                _runs.Remove(Trial(run));
            }
        }
    }

    /// <summary>Whether something that an attempt of the trial told is still to be sent.</summary>
    public bool Holds(string sweep, int index)
    {
        lock (_gate)
        {
            return _runs.ContainsKey((sweep, index));
        }
    }

    /// <summary>How many have a result that the sweep has taken.</summary>
    public int Settled
    {
        get
        {
            lock (_gate)
            {
                return _runs.Values.Sum(attempts => attempts.Count(run => run.Settled));
            }
        }
    }

    private static (string Sweep, int Index) Trial(RunLog run) => (run.Sweep.Id, run.Assignment.Index);
}
