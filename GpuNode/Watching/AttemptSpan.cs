using System.Diagnostics;
using GpuNode.Trainers;
using Shared.Hosting;
using Shared.Wire;

namespace GpuNode.Watching;

/// <summary>
/// An attempt's span on its node, a child of the orchestrator's for the same attempt, with a child for each step on the way. An orchestrator that tells no spans names no parent: then it stands at the top of its
/// sweep's trace. Where nobody listens, nothing is kept.
/// </summary>
internal sealed class AttemptSpan
{
    private readonly Activity? _span;
    private readonly TimeProvider _clock;

    private AttemptSpan(Activity? span, TimeProvider clock) => (_span, _clock) = (span, clock);

    /// <summary>The attempt has a slot.</summary>
    public static AttemptSpan Begin(HostedTrial trial, string slot, TimeProvider clock) =>
        new(Tell("attempt on node", trial.Sweep, trial.Assignment, clock.GetUtcNow())?.SetTag("experiments.slot", slot), clock);

    /// <summary>What was left of an attempt has reached its tracking server.</summary>
    /// <param name="settled">When the sweep had taken its result.</param>
    public static void Sent(SweepHeader sweep, Assignment assignment, DateTimeOffset settled, DateTimeOffset sent) => Tracing.End(Tell("send to tracking", sweep, assignment, settled), sent, null);

    /// <summary>Does something on the attempt's way, and tells how long it took.</summary>
    public async Task<T> StepAsync<T>(string name, Func<Task<T>> step)
    {
        var child = _span is null ? null : Tracing.Begin(name, _span.Context, _clock.GetUtcNow());
        try
        {
            var result = await step();
            Tracing.End(child, _clock.GetUtcNow(), null);
            return result;
        }
        catch (Exception fault)
        {
            Tracing.End(child, _clock.GetUtcNow(), fault.Message.Split('\n')[0]);
            throw;
        }
    }

    /// <inheritdoc cref="StepAsync{T}"/>
    public Task StepAsync(string name, Func<Task> step) => StepAsync(name, async () =>
    {
        await step();
        return true;
    });

    /// <summary>The attempt is over.</summary>
    public void End(TrialResult result) => Tracing.End(
        _span?.SetTag("experiments.outcome", result.Outcome.ToString().ToLowerInvariant()), _clock.GetUtcNow(), result.Outcome == Outcome.Failed ? result.Reason : null);

    private static Activity? Tell(string name, SweepHeader sweep, Assignment assignment, DateTimeOffset at) => !Telemetry.Spans.HasListeners()
        ? null
        : Tracing.Begin(name, Tracing.Place(sweep.Id, assignment.Traceparent), at)?
            .SetTag("experiments.sweep", sweep.Id).SetTag("experiments.trial", assignment.Index).SetTag("experiments.attempt", assignment.Attempt);
}
