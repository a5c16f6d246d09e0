using System.Globalization;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>The answer to a person's command: what to store and what it does, or why it is refused.</summary>
public sealed record ControlDecision(IReadOnlyList<SweepEvent> Events, string Text, string? Refusal = null)
{
    public static ControlDecision Refuse(string reason) => new([], "", reason);
}

/// <summary>How a sweep answers what people ask of it. Pure: reads the state, returns events; the entity stores them and acts.</summary>
public static partial class ControlRules
{
    private const int LongestWho = 200;
    private const int LongestWhy = 1_000;

    public static ControlDecision Decide(SweepState state, ControlSweep command, long nowMs)
    {
        var by = Bounded(command.By);
        return command.CommandCase switch
        {
            ControlSweep.CommandOneofCase.Pause => Pause(state, command.Pause, by),
            ControlSweep.CommandOneofCase.Resume => new(SweepRules.Resume(state, by), "goes on; 'watch' shows it"),
            ControlSweep.CommandOneofCase.Cancel => Cancel(state, command.Cancel, by),
            ControlSweep.CommandOneofCase.Retry => Retry(state, command.Retry, by, nowMs),
            ControlSweep.CommandOneofCase.Tune => Tune(state, command.Tune, by),
            ControlSweep.CommandOneofCase.Amend => Amend(state, command.Amend, by),
            ControlSweep.CommandOneofCase.Extend => Extend(state, command.Extend, by),
            _ => ControlDecision.Refuse("this orchestrator does not know the command; it is older than the command line"),
        };
    }

    /// <summary>Who and why, cut to what the journal keeps of it.</summary>
    public static Caller Bounded(Caller? by) => new() { Who = Cut(by?.Who ?? "", LongestWho), Why = Cut(by?.Why ?? "", LongestWhy) };

    private static ControlDecision Pause(SweepState state, ControlSweep.Types.Pause pause, Caller by)
    {
        var refusal = state.Complete ? "it has ended already"
            : state.Cancelled ? "it is cancelled, so nothing of it runs ('resume' goes on with it)"
            // Who let trials finish may change their mind.
            : state.Paused && (pause.Drain || !state.Draining) ? "it is paused already"
            : null;
        var running = state.Leases.Count;
        var how = running == 0 ? "nothing was running" : $"{Trials(running, "running")} {(pause.Drain ? running == 1 ? "finishes" : "finish" : running == 1 ? "writes a checkpoint and stops" : "write a checkpoint and stop")}";
        return refusal is not null
            ? ControlDecision.Refuse(refusal)
            : new([new SweepEvent { Paused = new SweepPaused { By = by, Drain = pause.Drain } }], $"is paused: {how}; 'resume' goes on");
    }

    private static ControlDecision Cancel(SweepState state, ControlSweep.Types.Cancel cancel, Caller by)
    {
        // Asked again with more haste, while something still writes its checkpoint.
        var hurry = cancel.Now && !state.Hurried && state.Leases.Count > 0;
        var refusal = state.Complete ? "it has ended already" : state.Cancelled && !hurry ? "it is cancelled already" : null;
        return refusal is not null
            ? ControlDecision.Refuse(refusal)
            : new([new SweepEvent { Cancelled = new SweepCancelled { Reason = "cancelled by command", By = by, Now = cancel.Now } }], "is cancelled; 'resume' goes on with it");
    }

    private static ControlDecision Tune(SweepState state, ControlSweep.Types.Tune tune, Caller by)
    {
        var now = state.Spec.Resources;
        var tuned = new SweepTuned { By = by };
        var said = new List<string>();
        if (tune.HasMaxParallel && tune.MaxParallel != now.MaxParallel)
        {
            tuned.MaxParallel = tune.MaxParallel;
            said.Add($"max_parallel {Cap(now.MaxParallel)} → {Cap(tune.MaxParallel)}");
        }

        if (tune.HasPriority && tune.Priority != now.Priority)
        {
            tuned.Priority = tune.Priority;
            said.Add($"priority {now.Priority} → {tune.Priority}");
        }

        if (tune.HasWeight && tune.Weight != (now.Weight ?? 1))
        {
            tuned.Weight = tune.Weight;
            said.Add(string.Create(CultureInfo.InvariantCulture, $"weight {now.Weight ?? 1} → {tune.Weight}"));
        }

        return said.Count == 0
            ? ControlDecision.Refuse(tune.HasMaxParallel || tune.HasPriority || tune.HasWeight
                ? $"that is set already: max_parallel {Cap(now.MaxParallel)}, priority {now.Priority}, weight {(now.Weight ?? 1).ToString(CultureInfo.InvariantCulture)}"
                : "nothing is to be set (see --max-parallel, --priority and --weight)")
            : new([new SweepEvent { Tuned = tuned }], $"now has {string.Join(", ", said)}");
    }

    private static string Cap(int most) => most == 0 ? "without cap" : most.ToString(CultureInfo.InvariantCulture);

    private static string Trials(int count, string kind) => $"{count} {kind} {(count == 1 ? "trial" : "trials")}";

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(longest - 1)] + "…";
}
