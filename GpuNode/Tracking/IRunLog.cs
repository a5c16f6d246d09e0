using Shared.Wire;

namespace GpuNode.Tracking;

/// <summary>The tracking run of one trial, as an attempt writes to it. Every call returns at once; what was told is kept in the agent's outbox and sent in order, later.</summary>
public interface IRunLog
{
    /// <summary>Why nothing can be kept at the moment; empty where all is well.</summary>
    string Trouble { get; }

    /// <summary>One epoch's metrics; the same row may be told again.</summary>
    void Row(MetricRow row);

    /// <param name="file">Full path; it must stay until the run is settled.</param>
    /// <param name="name">Artifact path.</param>
    void Artifact(string file, string name);

    /// <summary>The attempt is over; nothing but its settlement is told after this.</summary>
    /// <returns>Completes when the result, and all that was told before, will outlive the agent: only then may the sweep hear of it.</returns>
    Task Ended(TrialResult result);

    /// <summary>The sweep has taken the attempt's result, or refused it.</summary>
    /// <param name="status">MLflow status to give the run; empty: leave it.</param>
    /// <param name="clean">The trial is over: its folder goes once everything has reached the tracking server.</param>
    void Settle(string status, bool clean);
}
