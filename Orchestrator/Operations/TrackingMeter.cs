using System.Diagnostics.Metrics;
using Shared.Hosting;

namespace Orchestrator.Operations;

/// <summary>What a tracking server measures as it happens, alone or in an orchestrator.</summary>
public sealed class TrackingMeter
{
    private readonly Histogram<double> _writes;

    public TrackingMeter(IMeterFactory meters) => _writes = meters.Create(Telemetry.Name, BuildVersion.Text)
        .CreateHistogram("experiments.tracking.write.duration", "s", "From a request to the own tracking server's disk", tags: null, OrchestratorMeter.Buckets);

    public void Wrote(TimeSpan took) => _writes.Record(took.TotalSeconds);
}
