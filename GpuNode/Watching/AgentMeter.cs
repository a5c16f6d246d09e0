using System.Diagnostics.Metrics;
using GpuNode.Outboxes;
using GpuNode.Trainers;
using Shared.Hosting;
using Shared.Wire;

namespace GpuNode.Watching;

/// <summary>What an agent measures of itself. It opens no port, so it is sent by OTLP, and the hello carries the outbox's depth for the orchestrator's own metrics.</summary>
public sealed class AgentMeter : IDisposable
{
    private readonly Meter _meter = new(Telemetry.Name, BuildVersion.Text);
    private readonly Counter<long> _attempts;

    /// <param name="trials">Null before there are slots.</param>
    public AgentMeter(Func<OutboxDepth> depth, Func<TrialHost?> trials, TimeProvider clock)
    {
        _attempts = _meter.CreateCounter<long>("experiments.agent.attempts", "{attempt}", "Attempts that have ended here, by outcome");
        _meter.CreateObservableGauge("experiments.agent.slots", () => (long)(trials()?.Slots.Count ?? 0), "{slot}", "Trials that can train at once");
        _meter.CreateObservableGauge("experiments.agent.slots.used", () => (long)(trials()?.InWork().Count ?? 0), "{slot}", "Slots with a trial in them");
        _meter.CreateObservableGauge("experiments.agent.outbox.rows", () => depth().Rows, "{row}", "Metric rows that the tracking server has not taken");
        _meter.CreateObservableGauge("experiments.agent.outbox.size", () => depth().Bytes, "By", "Size of the outbox on the disk");
        _meter.CreateObservableGauge("experiments.agent.outbox.age", () => Age(depth(), clock), "s", "How long the oldest of what is unsent has waited");
    }

    public void Ended(TrialResult result) => _attempts.Add(1, new KeyValuePair<string, object?>("outcome", result.Outcome.ToString().ToLowerInvariant()));

    public void Dispose() => _meter.Dispose();

    private static double Age(OutboxDepth depth, TimeProvider clock) =>
        depth.OldestMs == 0 ? 0 : Math.Max(0, (clock.GetUtcNow().ToUnixTimeMilliseconds() - depth.OldestMs) / 1_000.0);
}
