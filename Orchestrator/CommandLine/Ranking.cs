using Orchestrator.Api;

namespace Orchestrator.CommandLine;

/// <summary>The sweep's best trials and its first failures, picked from a stream of any length.</summary>
public sealed class Ranking(ObjectiveDto objective)
{
    /// <summary>Rows that people read at a glance.</summary>
    public const int Rows = 20;

    /// <summary>Failures of one sweep mostly have one reason.</summary>
    public const int Reasons = 5;

    private readonly SortedSet<TrialDto> _best = new(new BestFirst(objective.Goal == "maximize"));
    private readonly List<TrialDto> _failed = [];
    private int _timed;
    private double _seconds;

    /// <summary>Best first; trials whose objective is no number come last, and equal ones in the order of their index.</summary>
    public IReadOnlyList<TrialDto> Best => [.. _best];

    public IReadOnlyList<TrialDto> Failed => _failed;

    public int Finished { get; private set; }

    /// <summary>Mean wall time of the finished trials that were trained; null before the first.</summary>
    public double? MeanSeconds => _timed > 0 ? _seconds / _timed : null;

    public static async Task<Ranking> OfAsync(OrchestratorClient client, SweepDto sweep, CancellationToken cancellation)
    {
        var ranking = new Ranking(sweep.Objective);
        await foreach (var trial in client.AllTrialsAsync(sweep.Id, cancellation))
        {
            ranking.Add(trial);
        }

        return ranking;
    }

    public void Add(TrialDto trial)
    {
        if (trial.State == "finished")
        {
            Finished++;
            _seconds += trial.Seconds ?? 0;
            _timed += trial.Reused is null ? 1 : 0;
            _best.Add(trial);
            if (_best.Count > Rows)
            {
                _best.Remove(_best.Max!);
            }
        }
        else if (trial.State == "failed" && _failed.Count < Reasons)
        {
            _failed.Add(trial);
        }
    }

    private sealed class BestFirst(bool maximize) : IComparer<TrialDto>
    {
        public int Compare(TrialDto? one, TrialDto? other) => (Rank(one!), one!.Index).CompareTo((Rank(other!), other!.Index));

        private double Rank(TrialDto trial) => trial.Value is not { } value || double.IsNaN(value) ? double.PositiveInfinity : maximize ? -value : value;
    }
}
