using GpuNode.Tracking;
using Shared.Wire;

namespace GpuNode.Trainers;

/// <summary>One attempt that this agent was given, from assignment to acknowledged result.</summary>
public sealed class HostedTrial(SweepHeader sweep, Assignment assignment, IRunLog run)
{
    private readonly CancellationTokenSource _stop = new();
    private (double From, long At)? _began;
    private TimeSpan _pace;

    public SweepHeader Sweep { get; } = sweep;

    public Assignment Assignment { get; } = assignment;

    public TrialRef Ref { get; } = new() { Sweep = sweep.Id, Index = assignment.Index, Attempt = assignment.Attempt };

    /// <summary>Base address of the orchestrator that keeps its checkpoints: of the one that has the sweep now. Empty: they stay here.</summary>
    public string CheckpointUri { get; set; } = sweep.CheckpointUri;

    /// <summary>Where its metrics and artifacts go.</summary>
    public IRunLog Run { get; } = run;

    /// <summary>What its trainer and this agent say of it.</summary>
    public AttemptLog Log { get; } = new();

    /// <summary>The slot that runs it; null while it is queued.</summary>
    public DeviceSlot? Slot { get; set; }

    /// <summary>Set once it has ended; kept until the sweep has acknowledged it.</summary>
    public TrialResult? Result { get; set; }

    /// <summary>The result outlives the agent: the sweep may hear of it.</summary>
    public bool Kept { get; set; }

    /// <summary>The sweep was told of the result; it may not have heard.</summary>
    public bool Told { get; set; }

    /// <summary>The most trials that have shared its device with it so far.</summary>
    public int Companions { get; set; }

    /// <summary>The most that its trainer was seen to hold of its GPU's memory, in bytes; 0 on a processor.</summary>
    public long DevicePeak { get; set; }

    /// <summary>It holds a slot.</summary>
    public bool InWork => Slot is not null && Result is null;

    /// <summary>Somebody wants it to checkpoint and stop.</summary>
    public bool StopWanted => _stop.IsCancellationRequested;

    /// <summary>Set when <see cref="StopWanted"/> is: for what the trial waits for before it trains.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Why it does not train yet.</summary>
    public string Waits { get; set; } = "";

    public TrialProgress Progress { get; private set; } = new();

    /// <summary>Newest value of the sweep's objective metric.</summary>
    public double? Objective { get; set; }

    /// <summary>From now on a stop is wanted. Those who wait go on on threads of their own: the caller holds a lock.</summary>
    public void WantStop() => _ = _stop.CancelAsync();

    /// <summary>Its trainer says how far it is. Its pace counts from the first time on: what it waited for before that says nothing of the rest, nor does what its checkpoint had done.</summary>
    public void Heard(TrialProgress progress, TimeProvider clock)
    {
        _began ??= (progress.Fraction, clock.GetTimestamp());
        (_pace, Progress) = (clock.GetElapsedTime(_began.Value.At), progress);
    }

    /// <summary>What the hello says of it.</summary>
    public RunningTrial View() => new()
    {
        Trial = Ref,
        Slot = Slot?.Name ?? "",
        Epoch = Progress.Epoch,
        Epochs = Progress.Epochs,
        Fraction = Progress.Fraction,
        ImagesPerSecond = Progress.ImagesPerSecond,
        PaceSeconds = _pace.TotalSeconds,
        PaceFrom = _began?.From ?? 0,
        Objective = Objective ?? 0,
        HasObjective = Objective is not null,
        Waits = Waits.Length > 0 ? Waits : Run.Trouble,
        Ended = Result is not null,
    };

    /// <summary>The objective among some metrics, where it is there.</summary>
    public double? FindObjective(IEnumerable<Metric> metrics) => metrics.FirstOrDefault(metric => metric.Name == Sweep.Objective)?.Value;
}
