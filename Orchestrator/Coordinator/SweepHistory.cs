using System.Globalization;
using Shared.Trials;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>What people did to a sweep, in the order they did it: who, when, why. Pure.</summary>
public sealed class SweepHistory
{
    /// <summary>The oldest go first: a script that pauses and resumes all day must not fill the snapshot.</summary>
    public const int MostRecords = 1_000;

    private readonly Queue<ControlRecord> _records = new();

    public IEnumerable<ControlRecord> Records => _records;

    /// <summary>The newest; null where nothing was done yet.</summary>
    public ControlRecord? Last => _records.LastOrDefault();

    /// <summary>Keeps an event that a person caused; others are none of its business.</summary>
    public void Hear(SweepEvent change, long atMs)
    {
        if (Of(change) is { } record)
        {
            record.AtMs = atMs;
            Add(record);
        }
    }

    public void Add(ControlRecord record)
    {
        _records.Enqueue(record);
        if (_records.Count > MostRecords)
        {
            _records.Dequeue();
        }
    }

    private static ControlRecord? Of(SweepEvent change) => change.EventCase switch
    {
        SweepEvent.EventOneofCase.Submitted => Record("submitted", change.Submitted.By, $"{change.Submitted.Trials} trials"),
        SweepEvent.EventOneofCase.Paused => Record("paused", change.Paused.By, change.Paused.Drain ? "running trials finish" : "running trials write a checkpoint and stop"),
        SweepEvent.EventOneofCase.Resumed => Record("resumed", change.Resumed.By, ""),
        SweepEvent.EventOneofCase.Cancelled => Record("cancelled", change.Cancelled.By, change.Cancelled.Now ? "running trials end at once" : "running trials write a checkpoint and stop"),
        SweepEvent.EventOneofCase.Retried => Record("retried", change.Retried.By, Retried(change.Retried)),
        SweepEvent.EventOneofCase.Tuned => Record("set", change.Tuned.By, string.Join(", ", Tuned(change.Tuned))),
        SweepEvent.EventOneofCase.Amended => Record("amended", change.Amended.By, string.Join("; ", change.Amended.Changes)),
        SweepEvent.EventOneofCase.Extended => Record("extended", change.Extended.By, Extended(change.Extended)),
        _ => null,
    };

    private static ControlRecord Record(string what, Caller? by, string detail) => new() { What = what, Who = by?.Who ?? "", Why = by?.Why ?? "", Detail = detail };

    private static string Retried(TrialsRetried retried) =>
        $"{retried.Index.Count} failed {(retried.Index.Count == 1 ? "trial" : "trials")}{(retried.Where.Length > 0 ? $" where {retried.Where}" : "")}";

    private static IEnumerable<string> Tuned(SweepTuned tuned)
    {
        if (tuned.HasMaxParallel)
        {
            yield return tuned.MaxParallel == 0 ? "no cap on trials at a time" : $"at most {tuned.MaxParallel} trials at a time";
        }

        if (tuned.HasPriority)
        {
            yield return $"priority {tuned.Priority}";
        }

        if (tuned.HasWeight)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"weight {tuned.Weight}");
        }
    }

    private static string Extended(SweepExtended extended) => extended.Epochs > 0
        ? $"every trial to {extended.Epochs} epochs"
        : $"{extended.Parameter}: {string.Join(", ", extended.Values.Select(ParameterValue.FromWire))} ({extended.Trials} trials now)";
}
