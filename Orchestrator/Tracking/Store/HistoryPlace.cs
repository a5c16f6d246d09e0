using Shared.Mlflow;

namespace Orchestrator.Tracking.Store;

/// <summary>A point's place in its history by step: where the next page goes on. A page by offset would sort all points once more.</summary>
/// <param name="Value">As the table holds it: 0 for NaN.</param>
internal readonly record struct HistoryPlace(long Step, long Timestamp, double Value, bool IsNan)
{
    /// <summary>Before all points.</summary>
    public static HistoryPlace Start => new(long.MinValue, long.MinValue, double.MinValue, false);

    public static HistoryPlace Of(MetricPoint point) => double.IsNaN(point.Value)
        ? new(point.Step, point.Timestamp, 0, true)
        : new(point.Step, point.Timestamp, point.Value, false);
}
