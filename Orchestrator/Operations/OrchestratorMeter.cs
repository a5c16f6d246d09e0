using System.Diagnostics.Metrics;
using Shared.Hosting;

namespace Orchestrator.Operations;

/// <summary>What an orchestrator measures as it happens; how long its tracking server takes is in <see cref="TrackingMeter"/>. What can be counted when somebody asks is in <see cref="CensusGauges"/>.</summary>
public sealed class OrchestratorMeter
{
    /// <summary>Seconds: a write in memory's reach takes a tenth of a millisecond, a disk that dies takes seconds.</summary>
    internal static readonly InstrumentAdvice<double> Buckets = new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private readonly Histogram<double> _journal;
    private readonly Counter<long> _attempts;

    public OrchestratorMeter(IMeterFactory meters)
    {
        Meter = meters.Create(Telemetry.Name, BuildVersion.Text);
        _journal = Meter.CreateHistogram("experiments.journal.write.duration", "s", "From the decision to its place in the journal", tags: null, Buckets);
        _attempts = Meter.CreateCounter<long>("experiments.attempts", "{attempt}", "Attempts that have ended, by outcome, of the sweeps that this orchestrator has");
    }

    internal Meter Meter { get; }

    public void JournalWrote(TimeSpan took) => _journal.Record(took.TotalSeconds);

    /// <param name="outcome">finished, failed, or requeued: preempted, or lost with its node.</param>
    public void AttemptsEnded(string outcome, int count) => _attempts.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
}
