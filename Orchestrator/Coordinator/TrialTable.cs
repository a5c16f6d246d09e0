using System.Runtime.InteropServices;
using Google.Protobuf;
using Shared.Wire;

namespace Orchestrator.Coordinator;

/// <summary>
/// The trials of one sweep as columns: 18 bytes a trial (status, attempt, failures, objective, seconds, agent), so that a million-point sweep is a few megabytes.
/// Parameters are never stored: the grid decodes them from the index.
/// </summary>
public sealed class TrialTable
{
    private byte[] _status;
    private short[] _attempt;
    private byte[] _failures;
    private double[] _objective;
    private float[] _seconds;
    private ushort[] _agent;
    private readonly List<string> _agents = [];
    private readonly int[] _counts = new int[4];

    public TrialTable(int trials)
    {
        _status = new byte[trials];
        _attempt = new short[trials];
        _failures = new byte[trials];
        _objective = new double[trials];
        _seconds = new float[trials];
        _agent = new ushort[trials];
        Array.Fill(_objective, double.NaN);
        _counts[(int)TrialPhase.Pending] = trials;
    }

    public int Count => _status.Length;

    /// <summary>How many trials are in the phase; kept up to date, so it costs nothing to ask.</summary>
    public int In(TrialPhase phase) => _counts[(int)phase];

    public TrialPhase Phase(int index) => (TrialPhase)_status[index];

    /// <summary>The number of the trial's newest attempt; 0: never assigned.</summary>
    public int Attempt(int index) => _attempt[index];

    /// <summary>Failed attempts since the trial was submitted or resumed: what the retry policy counts.</summary>
    public int Failures(int index) => _failures[index];

    /// <summary>The objective of a finished trial; NaN where there is none.</summary>
    public double Objective(int index) => _objective[index];

    /// <summary>Wall time of the last ended attempt, in seconds.</summary>
    public double Seconds(int index) => _seconds[index];

    /// <summary>The agent that has, or last had, the trial; empty while none had.</summary>
    public string Agent(int index) => _agent[index] == 0 ? "" : _agents[_agent[index] - 1];

    public void Lease(int index, int attempt, string agent)
    {
        Move(index, TrialPhase.Leased);
        _attempt[index] = (short)attempt;
        _agent[index] = Number(agent);
    }

    public void Finish(int index, double objective, double seconds)
    {
        Move(index, TrialPhase.Done);
        _objective[index] = objective;
        _seconds[index] = (float)seconds;
    }

    public void Fail(int index, bool final, double seconds)
    {
        Move(index, final ? TrialPhase.GaveUp : TrialPhase.Pending);
        _failures[index] = (byte)Math.Min(_failures[index] + 1, byte.MaxValue);
        _seconds[index] = (float)seconds;
    }

    public void Requeue(int index) => Move(index, TrialPhase.Pending);

    /// <summary>Gives a trial that failed for good its whole retry budget again.</summary>
    public void Revive(int index)
    {
        Move(index, TrialPhase.Pending);
        _failures[index] = 0;
    }

    /// <summary>
    /// An ended or begun trial shall train on: it is pending, and every attempt so far is stale. The number that is skipped was never given to anybody,
    /// so whatever an earlier attempt still tells is refused by rule.
    /// </summary>
    public void Reopen(int index)
    {
        Move(index, TrialPhase.Pending);
        _failures[index] = 0;
        _attempt[index]++;
    }

    /// <summary>More trials behind the last one, all pending.</summary>
    public void Grow(int trials)
    {
        var before = Count;
        Array.Resize(ref _status, trials);
        Array.Resize(ref _attempt, trials);
        Array.Resize(ref _failures, trials);
        Array.Resize(ref _objective, trials);
        Array.Resize(ref _seconds, trials);
        Array.Resize(ref _agent, trials);
        _objective.AsSpan(before).Fill(double.NaN);
        _counts[(int)TrialPhase.Pending] += trials - before;
    }

    public void Save(SweepSnapshot snapshot)
    {
        snapshot.Status = ByteString.CopyFrom(_status);
        snapshot.Attempt = Bytes<short>(_attempt);
        snapshot.Failures = ByteString.CopyFrom(_failures);
        snapshot.Objective = Bytes<double>(_objective);
        snapshot.Seconds = Bytes<float>(_seconds);
        snapshot.Agent = Bytes<ushort>(_agent);
        snapshot.Agents.AddRange(_agents);
    }

    public static TrialTable Load(SweepSnapshot snapshot)
    {
        var table = new TrialTable(snapshot.Status.Length);
        snapshot.Status.CopyTo(table._status, 0);
        snapshot.Failures.CopyTo(table._failures, 0);
        snapshot.Attempt.Span.CopyTo(MemoryMarshal.AsBytes(table._attempt.AsSpan()));
        snapshot.Objective.Span.CopyTo(MemoryMarshal.AsBytes(table._objective.AsSpan()));
        snapshot.Seconds.Span.CopyTo(MemoryMarshal.AsBytes(table._seconds.AsSpan()));
        snapshot.Agent.Span.CopyTo(MemoryMarshal.AsBytes(table._agent.AsSpan()));
        table._agents.AddRange(snapshot.Agents);
        Array.Clear(table._counts);
        foreach (var status in table._status)
        {
            table._counts[status]++;
        }

        return table;
    }

    private void Move(int index, TrialPhase to)
    {
        _counts[_status[index]]--;
        _counts[(int)to]++;
        _status[index] = (byte)to;
    }

    // Agents that come and go under new names all the time would fill the column's range; the last name then stands for the rest.
    private ushort Number(string agent)
    {
        var known = _agents.IndexOf(agent);
        if (known < 0 && _agents.Count < ushort.MaxValue)
        {
            _agents.Add(agent);
            known = _agents.Count - 1;
        }

        return (ushort)(known < 0 ? _agents.Count : known + 1);
    }

    // Every machine this runs on is little endian; the schema says little endian.
    private static ByteString Bytes<T>(T[] values)
        where T : unmanaged =>
        ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values));
}
