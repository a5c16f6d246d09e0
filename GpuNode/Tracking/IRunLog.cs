using Shared.Wire;

namespace GpuNode.Tracking;

/// <summary>The tracking run of one trial, as an attempt writes to it. Every call returns at once; what was told is sent in order, later.</summary>
public interface IRunLog
{
    /// <summary>One epoch's metrics; the same row may be told again.</summary>
    void Row(MetricRow row);

    /// <param name="file">Full path; it must stay until the run is settled.</param>
    /// <param name="name">Artifact path.</param>
    void Artifact(string file, string name);

    /// <summary>The attempt is over and the sweep has accepted its result.</summary>
    /// <param name="status">MLflow status to give the run; empty: leave it.</param>
    /// <param name="sent">Called when everything of this attempt has reached the tracking server.</param>
    void Settle(string status, Action sent);
}
